import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { eventually, freePort } from '../support/process.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;

it('leaves no process on the port whatever signal ends npm start', async () => {
  const ports = await Promise.all(SIGNALS.map(() => freePort()));
  const held = await Promise.all(SIGNALS.map((signal, index) => holdsPortAfter(signal, ports[index] ?? 0)));
  expect(held).toEqual(SIGNALS.map((signal) => ({ signal, held: false })));
}, 120_000);

async function holdsPortAfter(signal: NodeJS.Signals, port: number) {
  // A group of its own, so that whatever is left of it can be ended.
  const npm = spawn('npm', ['start', '--', `--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
    detached: true,
  });
  onTestFinished(() => endGroup(npm.pid));
  await eventually(async () => expect(await isServed(port)).toBe(true), { timeoutSeconds: 60 });
  const exited = once(npm, 'exit');
  npm.kill(signal);
  await exited;
  const held = await eventually(async () => {
    expect(await isServed(port)).toBe(false);
    return false;
  }).catch(() => true);
  return { signal, held };
}

async function isServed(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/-/healthy`)).ok;
  } catch {
    return false;
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
