import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SLOW_FILES } from '../support/slow-files-first.ts';

it('starts with slow files that exist', () => {
  expect(SLOW_FILES.filter((file) => !existsSync(file))).toEqual([]);
});
