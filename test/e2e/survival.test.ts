import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, freePort } from '../support/process.ts';

/** What must not end the exporter, on the real program. */

const MAIN = 'src/main.ts';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(preload: string): Promise<Exporter> {
  const exporter = await startExporter([], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
  });
  closing.push(() => exporter.stop());
  return exporter;
}

describe('faults that nothing has caught', () => {
  it('logs an unhandled rejection and keeps running', async () => {
    const exporter = await start(`
      import { isMainThread } from 'node:worker_threads';
      if (isMainThread) process.on('SIGUSR2', () => void Promise.reject(new Error('forgotten')));
    `);
    exporter.child.kill('SIGUSR2');
    await eventually(() =>
      expect(exporter.stderr()).toMatch(/level=error msg="Unhandled rejection" error\.message=forgotten /),
    );
    expect(await exporter.get('/-/healthy')).toBe('Healthy\n');
    expect(await exporter.stop()).toBe(0);
  });

  it('exits 1 with a line in the log on an uncaught exception', async () => {
    const exporter = await start(`
      import { isMainThread } from 'node:worker_threads';
      if (isMainThread) process.on('SIGUSR2', () => { throw new Error('half done'); });
    `);
    exporter.child.kill('SIGUSR2');
    expect(await exporter.exited).toBe(1);
    expect(exporter.stderr()).toMatch(
      /level=error msg="Uncaught exception; exiting" error\.message="half done" /,
    );
  });
});

describe('an exporter whose output nobody reads any longer', () => {
  it.each([
    ['its log', 'stderr'],
    ['its results', 'stdout'],
  ] as const)('keeps running without the reader of %s, and exits 0', async (_, gone) => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [MAIN, `--web.listen-address=127.0.0.1:${port}`, '--web.enable-lifecycle'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    closing.push(() => child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    child[gone].destroy();
    child[gone === 'stderr' ? 'stdout' : 'stderr'].resume();
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${url}/-/healthy`)).status).toBe(200));
    // Each reload is a line in the log.
    for (let reload = 0; reload < 3; reload++)
      expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('keeps running while its log cannot be written, as on a full disk', async () => {
    const port = await freePort();
    const child = spawn(
      'sh',
      ['-c', `exec '${process.execPath}' ${MAIN} --web.listen-address=127.0.0.1:${port} 2>/dev/full`],
      { stdio: 'ignore' },
    );
    closing.push(() => child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/-/ready`)).status).toBe(200));
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
