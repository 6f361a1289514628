import type { RequestHandler, Response } from 'express';
import { guarded } from '../../async/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import { createChanges } from './changes.ts';

/** Interval between checks for changes, in milliseconds: it merges bursts of polls, and the delay is not noticeable. */
const CHECK_INTERVAL_MS = 500;
/** Time without changes after which a heartbeat is sent, in milliseconds, so that pages detect a dead connection. */
const HEARTBEAT_MS = 5_000;
/** Time after which a viewer that reads nothing is disconnected, in milliseconds. */
const STALL_TIMEOUT_MS = 60_000;
/** Maximum of open pages, each of which holds a connection. */
const MAX_VIEWERS = 500;
/** Delay before a browser reconnects, in milliseconds. */
const RETRY_MS = 2_000;

export interface EventsOptions {
  readonly tenants: () => readonly TenantSnapshot[];
  /** Version of the page's files. */
  readonly assets: string;
  /** Called with errors of a check for changes; the checks continue. */
  readonly onError: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

interface Viewer {
  readonly response: Response;
  /** Since when the socket's buffer is full (monotonic, milliseconds); changes are not sent until it is drained. */
  stalledAt?: number | undefined;
}

/**
 * The event stream of the wallboard (server-sent events): the whole board first, then changes. All viewers get the same
 * bytes. At most one board and one change are buffered for a slow viewer, who gets the whole board again afterwards.
 * Changes are checked only while the page is open somewhere.
 */
export function events({ tenants, assets, onError, now }: EventsOptions): RequestHandler {
  const viewers = new Set<Viewer>();
  let changes = createChanges();
  let timer: NodeJS.Timeout | undefined;
  let lastSentAt = 0;

  const message = (updates: string) =>
    Buffer.from(
      `data: {"now":${now()},"assets":"${assets}","order":${changes.order()},"tenants":${updates}}\n\n`,
    );

  function sendChanges(): void {
    const updates = changes.advance(tenants());
    const time = performance.now();
    const isDue = time - lastSentAt >= HEARTBEAT_MS;
    if (updates === undefined && !isDue) return;
    lastSentAt = time;
    const change = message(updates ?? '[]');
    for (const viewer of viewers) send(viewer, change, time);
  }

  function send(viewer: Viewer, change: Buffer, time: number): void {
    const { response, stalledAt } = viewer;
    if (response.writableNeedDrain) {
      viewer.stalledAt = stalledAt ?? time;
      if (time - viewer.stalledAt > STALL_TIMEOUT_MS) response.destroy();
    } else if (stalledAt === undefined) {
      response.write(change);
    } else {
      viewer.stalledAt = undefined;
      response.write(message(changes.whole()));
    }
  }

  function remove(viewer: Viewer): void {
    viewers.delete(viewer);
    if (viewers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    changes = createChanges();
  }

  return ({ method }, response) => {
    if (viewers.size >= MAX_VIEWERS) {
      response.status(503).type('text/plain').send('Too many open wallboards\n');
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // Disables the buffering of nginx.
      'x-accel-buffering': 'no',
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    sendChanges();
    const viewer: Viewer = { response };
    viewers.add(viewer);
    response.once('close', () => remove(viewer));
    response.write(`retry: ${RETRY_MS}\n`);
    response.write(message(changes.whole()));
    timer ??= setInterval(guarded(sendChanges, onError), CHECK_INTERVAL_MS).unref();
  };
}
