import type { RequestHandler, Response } from 'express';
import { guarded } from '../../async/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import { createChanges } from './changes.ts';

/** How often the tenants are looked at, in milliseconds: bursts of polls make one message, and nobody sees the delay. */
const LOOK_EVERY_MS = 500;
/** After so many milliseconds without news a sign of life is sent; the page misses it when the connection is dead. */
const SIGN_OF_LIFE_MS = 5_000;
/** A viewer that takes nothing in for so many milliseconds is gone. */
const STALLED_MS = 60_000;
/** Each open page holds a connection; nobody has that many screens. */
const MAX_VIEWERS = 500;
/** What a browser waits before it connects anew, in milliseconds. */
const RETRY_MS = 2_000;

export interface EventsOptions {
  readonly tenants: () => readonly TenantSnapshot[];
  /** Identifies the page's files. */
  readonly assets: string;
  /** Called with what went wrong in looking for changes; they are looked for again. */
  readonly onError: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

interface Viewer {
  readonly response: Response;
  /** Since when it has not taken in what was sent (monotonic, milliseconds); news are held back until it has. */
  stalledAt?: number;
}

/**
 * The event stream of the wallboard (server-sent events): the whole board first, then what changes. Every viewer gets
 * the same bytes. At most one board and one change wait for a slow viewer, who then gets the whole board anew; the
 * tenants are looked at only while somebody watches.
 */
export function events({ tenants, assets, onError, now }: EventsOptions): RequestHandler {
  const viewers = new Set<Viewer>();
  let changes = createChanges();
  let looking: NodeJS.Timeout | undefined;
  let lastSentAt = 0;

  const message = (updates: string) =>
    Buffer.from(
      `data: {"now":${now()},"assets":"${assets}","order":${changes.order()},"tenants":${updates}}\n\n`,
    );

  function look(): void {
    const updates = changes.advance(tenants());
    const time = performance.now();
    const isDue = time - lastSentAt >= SIGN_OF_LIFE_MS;
    if (updates === undefined && !isDue) return;
    lastSentAt = time;
    const news = message(updates ?? '[]');
    for (const viewer of viewers) tell(viewer, news, time);
  }

  function tell(viewer: Viewer, news: Buffer, time: number): void {
    const { response, stalledAt } = viewer;
    if (response.writableNeedDrain) {
      viewer.stalledAt = stalledAt ?? time;
      if (time - viewer.stalledAt > STALLED_MS) response.destroy();
    } else if (stalledAt === undefined) {
      response.write(news);
    } else {
      viewer.stalledAt = undefined;
      response.write(message(changes.whole()));
    }
  }

  function leave(viewer: Viewer): void {
    viewers.delete(viewer);
    if (viewers.size > 0) return;
    clearInterval(looking);
    looking = undefined;
    changes = createChanges();
  }

  return ({ method }, response) => {
    if (viewers.size >= MAX_VIEWERS) {
      response.status(503).type('text/plain').send('Too many wallboards are open\n');
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // Tells nginx not to collect the stream.
      'x-accel-buffering': 'no',
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    look();
    const viewer: Viewer = { response };
    viewers.add(viewer);
    response.once('close', () => leave(viewer));
    response.write(`retry: ${RETRY_MS}\n`);
    response.write(message(changes.whole()));
    looking ??= setInterval(guarded(look, onError), LOOK_EVERY_MS).unref();
  };
}
