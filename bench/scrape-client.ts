import { connect, type Socket } from 'node:net';

/** A client that reads answers as fast as they come and throws them away: the servers are measured, not the client. */
export interface ScrapeClient {
  /** Milliseconds from the request to the last byte. */
  scrape(): Promise<{ readonly milliseconds: number; readonly bytes: number }>;
  close(): void;
}

/** Asks as Prometheus does. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n');

/** Servers close connections that are not used; some say so on them first. */
const MAX_IDLE_MS = 3000;

/** Keeps its connection, as Prometheus does, and opens another when it was idle for long. */
export async function scrapeClient(url: URL, encoding: 'identity' | 'gzip'): Promise<ScrapeClient> {
  let socket = await open(url);
  let usedAt = performance.now();
  const request = [
    `GET ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    `Accept: ${ACCEPT}`,
    `Accept-Encoding: ${encoding}`,
    '',
    '',
  ].join('\r\n');
  return {
    scrape: async () => {
      if (performance.now() - usedAt > MAX_IDLE_MS) {
        socket.destroy();
        socket = await open(url);
      }
      const from = performance.now();
      socket.write(request);
      const bytes = await readAnswer(socket);
      usedAt = performance.now();
      return { milliseconds: usedAt - from, bytes };
    },
    close: () => socket.destroy(),
  };
}

function open(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname).setNoDelay(true);
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

function readAnswer(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let left: number | undefined;
    let received = 0;
    let tail = Buffer.alloc(0);
    const end = (action: () => void) => {
      socket.off('data', onData).off('close', onClose);
      action();
    };
    const onClose = () => end(() => reject(new Error('The connection was closed')));
    const onBody = (data: Buffer) => {
      received += data.length;
      tail = Buffer.concat([tail, data.subarray(-END_OF_CHUNKS.length)]).subarray(-END_OF_CHUNKS.length);
      const isLast = left === undefined ? tail.equals(END_OF_CHUNKS) : received >= left;
      if (isLast) end(() => resolve(received));
    };
    const onData = (data: Buffer) => {
      if (head.includes('\r\n\r\n')) return onBody(data);
      head += data.toString('latin1');
      const bodyAt = head.indexOf('\r\n\r\n') + 4;
      if (bodyAt < 4) return;
      if (!head.startsWith('HTTP/1.1 200')) return end(() => reject(new Error(head.slice(0, 200))));
      const length = /^content-length: *(\d+)/im.exec(head.slice(0, bodyAt))?.[1];
      left = length === undefined ? undefined : Number(length);
      onBody(data.subarray(data.length - (head.length - bodyAt)));
      head = head.slice(0, bodyAt);
    };
    socket.on('data', onData).on('close', onClose);
  });
}
