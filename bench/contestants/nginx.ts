import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface FileServer {
  readonly url: URL;
  stop(): Promise<void>;
}

/** nginx with the very bytes that the exporter sends, as a file and as the same file in gzip. */
export async function startNginx(page: Buffer, gzipped: Buffer): Promise<FileServer | undefined> {
  const program = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((each) => existsSync(each));
  if (!program) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'metrics'), page);
  await writeFile(join(folder, 'metrics.gz'), gzipped);
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = new URL(`http://127.0.0.1:${port}/metrics`);
  await untilItAnswers(url);
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  return `
    daemon off;
    worker_processes 1;
    pid ${folder}/pid;
    error_log /dev/null;
    events {}
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      gzip_static on;
      default_type text/plain;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; root ${folder}; keepalive_requests 100000; }
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilItAnswers(url: URL): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch (error) {
      if (attempt > 100) throw error;
      await delay(50);
    }
  }
}
