import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/cli/backtest.ts';
import { simulate } from '../../src/cli/simulate.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'traces-'));
const notATrace = join(folder, 'config.yaml');
writeFileSync(notATrace, 'tenants: []\n');

describe('backtest', () => {
  it.each([
    [join(folder, 'none.jsonl'), 'there is no such file or folder'],
    [folder, 'is a folder; give a file, or - for stdin'],
    [notATrace, 'holds no row of a trace; write one with contact-center-exporter record --output=FILE'],
  ])('fails in one line for %s', async (trace, message) => {
    const { code, stderr } = await run(['backtest', '--output=jsonl', trace], { handlers: { backtest } });
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(stderr).toContain(trace);
    expect(stderr).toContain(message);
  });
});

describe('simulate', () => {
  it('wants ports for its tenants', async () => {
    const { code, stderr } = await run(['simulate', '--listen-address=127.0.0.1:65535'], {
      handlers: { simulate },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--listen-address must leave ports for the tenants after it: 65531 at most');
  });

  it('does not leave out a scenario in silence', async () => {
    const { code, stderr } = await run(['simulate', `--trace=${notATrace}`, '--scenario=surge'], {
      handlers: { simulate },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--scenario does not go with --trace; choose one of the --preset steady, surge');
  });
});
