import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/cli/commands/backtest.ts';
import { simulate } from '../../src/cli/commands/simulate.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'traces-'));
const notATrace = join(folder, 'config.yaml');
writeFileSync(notATrace, 'tenants: []\n');
const empty = join(folder, 'empty.jsonl');
writeFileSync(empty, '');

describe('backtest', () => {
  it.each([
    [join(folder, 'none.jsonl'), 'no such file or folder'],
    [folder, 'is a folder; give a file, or - for stdin'],
    [
      notATrace,
      `contains no trace row; ${notATrace}:1: not JSON (1 lines); record one with contact-center-exporter record --output=FILE`,
    ],
    [empty, 'contains no trace row; record one with contact-center-exporter record --output=FILE'],
  ])('fails in one line for %s', async (trace, message) => {
    const plot = join(folder, 'plot.svg');
    const { code, stderr } = await run(['backtest', `--plot=${plot}`, trace], { handlers: { backtest } });
    expect(existsSync(plot)).toBe(false);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(stderr).toContain(trace);
    expect(stderr).toContain(message);
  });
});

describe('backtest of rows out of order', () => {
  it('reports the first row out of order besides the results', async () => {
    const trace = join(folder, 'reversed.jsonl');
    const row = (second: number) => `{"time":"2026-01-05T08:00:0${second}Z","queueId":"q"}\n`;
    writeFileSync(trace, `${row(2)}${row(1)}${row(0)}`);
    const { code, stderr } = await run(['backtest', '--output=jsonl', trace], { handlers: { backtest } });
    expect(code).toBe(0);
    expect(stderr).toBe(
      `${trace}:2: time is not later than that of the previous row of the same queue; sort the trace by time (2 lines)\n`,
    );
  });
});

describe('simulate', () => {
  it('rejects an address that leaves no ports for the tenants', async () => {
    const { code, stderr } = await run(['simulate', '--listen-address=127.0.0.1:65535'], {
      handlers: { simulate },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      '--listen-address needs ports for the tenants after it; choose a port of at most 65531',
    );
  });

  it('rejects a scenario together with a trace', async () => {
    const { code, stderr } = await run(['simulate', `--trace=${notATrace}`, '--scenario=surge'], {
      handlers: { simulate },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--scenario cannot be combined with --trace; choose a --preset: steady, surge');
  });
});
