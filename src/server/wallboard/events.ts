import type { RequestHandler, Response } from 'express';
import { guarded } from '../../async/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import { scopeKey, visibleTenants } from '../access/roles.ts';
import type { WebConfigSource } from '../web-config.ts';
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
  /** Its users see the tenants and queues that they may see; a change of it ends every stream, and browsers reconnect. */
  readonly webConfig: WebConfigSource;
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

/** The viewers who see the same tenants and queues. */
interface Channel {
  readonly viewers: ReadonlySet<Viewer>;
  readonly add: (viewer: Viewer) => void;
  readonly remove: (viewer: Viewer) => void;
}

/**
 * The event stream of the wallboard (server-sent events): the whole board first, then changes. All viewers who see the same
 * get the same bytes. Changes are checked only while the page is open somewhere.
 */
export function events({ tenants, webConfig, ...options }: EventsOptions): RequestHandler {
  const channels = new Map<string, Channel>();
  const countViewers = () => [...channels.values()].reduce((sum, { viewers }) => sum + viewers.size, 0);
  webConfig.onChange(() => {
    for (const { viewers } of channels.values()) for (const { response } of viewers) response.end();
  });

  function channelOf(response: Response): Channel {
    const key = scopeKey(response);
    const known = channels.get(key);
    if (known) return known;
    const visible = () => visibleTenants(tenants(), response);
    const channel = createChannel(visible, options, () => channels.delete(key));
    channels.set(key, channel);
    return channel;
  }

  return ({ method }, response) => {
    if (countViewers() >= MAX_VIEWERS) {
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
    const channel = channelOf(response);
    const viewer: Viewer = { response };
    channel.add(viewer);
    response.once('close', () => channel.remove(viewer));
  };
}

/** At most one board and one change are buffered for a slow viewer, who gets the whole board again afterwards. */
function createChannel(
  tenants: () => readonly TenantSnapshot[],
  { assets, onError, now }: Pick<EventsOptions, 'assets' | 'onError' | 'now'>,
  onEmpty: () => void,
): Channel {
  const viewers = new Set<Viewer>();
  const changes = createChanges();
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

  return {
    viewers,
    add: (viewer) => {
      sendChanges();
      viewers.add(viewer);
      viewer.response.write(`retry: ${RETRY_MS}\n`);
      viewer.response.write(message(changes.whole()));
      timer ??= setInterval(guarded(sendChanges, onError), CHECK_INTERVAL_MS).unref();
    },
    remove: (viewer) => {
      viewers.delete(viewer);
      if (viewers.size > 0) return;
      clearInterval(timer);
      onEmpty();
    },
  };
}
