import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandReference, REFERENCE_FILE } from '../../src/cli/reference.ts';

it('the reference of the commands is current; otherwise run: node src/cli/reference.ts', () => {
  expect(readFileSync(REFERENCE_FILE, 'utf8')).toBe(commandReference());
});
