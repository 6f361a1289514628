import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'system-error-'));

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** What is told of a command that fails like this. */
async function told(command: () => Promise<unknown>): Promise<string> {
  const serve = async () => {
    await command();
    return 0;
  };
  const { code, stderr } = await run([], { handlers: { serve } });
  expect(code).toBe(1);
  return stderr;
}

it('reports an address in use, and how to fix it', async () => {
  const address = (await listen(0, '127.0.0.1')).address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect(await told(() => listen(port, '127.0.0.1'))).toBe(
    `contact-center-exporter: cannot listen on 127.0.0.1:${port} (EADDRINUSE): address already in use; stop the other program, or choose another address\n`,
  );
});

it('names a file that cannot be used, and how to fix it', async () => {
  const missing = join(folder, 'none/trace.jsonl');
  expect(await told(() => readFile(missing))).toBe(
    `contact-center-exporter: cannot use ${missing} (ENOENT): no such file or folder; check the path\n`,
  );
  expect(await told(() => writeFile(folder, ''))).toContain(
    '(EISDIR): it is a folder; give the path of a file',
  );
});

it('keeps the message of any other error', async () => {
  expect(await told(() => Promise.reject(new Error('something else')))).toBe(
    'contact-center-exporter: something else\n',
  );
});
