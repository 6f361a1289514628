import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'output-'));
const trace = join(folder, 'trace.jsonl');
const main = `'${process.execPath}' '${join(import.meta.dirname, '../../src/main.ts')}'`;

/** The exit code is that of the exporter, whatever its results are piped into. */
function shell(command: string) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('results', () => {
  it('does not crash when the reader of its results ends early', () => {
    shell(`${main} simulate --trace='${trace}' --preset=small_queues --duration=3h --interval=1m`);
    const { stdout, stderr } = shell(`${main} backtest --output=jsonl '${trace}' | head -n 1`);
    expect(JSON.parse(stdout)).toHaveProperty('probability');
    expect(stderr).toBe('');
  });

  it('exits with 1 when its results cannot be written', () => {
    const { status, stderr } = shell(`${main} --help > /dev/full`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Cannot write the results: ENOSPC.*\n$/);
  });

  it('ends a recording with exit code 1 and no message when its reader ends', () => {
    const { status, stderr } = shell(
      `{ ${main} record --output=- --log.level=error; echo $? >&2; } | head -n 1`,
    );
    expect(stderr).toBe('1\n');
    expect(status).toBe(0);
  });
});
