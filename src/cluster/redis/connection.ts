import { abortable, DIAL_OPTIONS, withTimeout } from '../../async/index.ts';
import type { Script } from './scripts.ts';

/** A connection to Redis, which is replaced whenever it fails or does not respond in time. */
export interface RedisConnection {
  /** @throws Error when no response arrives in time; the signal's reason when it aborts. */
  run(script: Script, call: ScriptCall, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly (string | Buffer)[];
  /** Whether texts of the response are wanted as bytes. */
  readonly asBytes?: boolean;
}

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`; may contain a password and is never logged. */
  readonly url: string;
  /** Time for connecting and a response together. */
  readonly timeoutSeconds: number;
  readonly channel: string;
  readonly onMessage: (message: string) => void;
}

interface Client {
  /** Resolves when it is connected and subscribed. */
  readonly ready: Promise<unknown>;
  readonly run: (script: Script, call: ScriptCall) => Promise<unknown>;
  readonly destroy: () => void;
}

export function openRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { timeoutSeconds } = options;
  const closing = new AbortController();
  let current: Client | undefined;

  function drop(client: Client): void {
    if (current === client) current = undefined;
    client.destroy();
  }

  async function connected(): Promise<Client> {
    const opened = await openClient(options, () => drop(opened));
    if (current || closing.signal.aborted) opened.destroy();
    else current = opened;
    closing.signal.throwIfAborted();
    return current ?? opened;
  }

  return {
    run: (script, call, signal) =>
      withTimeout(timeoutSeconds, AbortSignal.any([signal, closing.signal]), async (until) => {
        const client = current ?? (await abortable(connected(), until));
        try {
          await abortable(client.ready, until);
          return await abortable(client.run(script, call), until);
        } catch (error) {
          // Without a response, the connection may be one that hangs.
          if (!signal.aborted && !(await isReply(error))) drop(client);
          throw error;
        }
      }),
    close: () => {
      closing.abort(new DOMException('the connection was closed', 'AbortError'));
      current?.destroy();
      current = undefined;
    },
  };
}

/** Connects in the background. `onLost` is called when the connection ends unexpectedly. */
async function openClient(
  { url, timeoutSeconds, channel, onMessage }: RedisConnectionOptions,
  onLost: () => void,
): Promise<Client> {
  // Loaded on demand: the client has hundreds of files, which slow down a start without Redis.
  const { createClient, RESP_TYPES } = await import('@redis/client');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { ...DIAL_OPTIONS, connectTimeout: timeoutSeconds * 1000, reconnectStrategy: false },
  });
  client.on('error', onLost);
  const ready = client.connect().then(() => client.subscribe(channel, onMessage));
  ready.catch(() => {});
  return {
    ready,
    run: async (script, { keys, args, asBytes = false }) => {
      const words = [String(keys.length), ...keys, ...args];
      const mapping = asBytes ? { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } : {};
      try {
        return await client.sendCommand(['EVALSHA', script.sha1, ...words], mapping);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return await client.sendCommand(['EVAL', script.text, ...words], mapping);
      }
    },
    destroy: () => {
      try {
        client.destroy();
      } catch {
        // It has ended already.
      }
    },
  };
}

/** Whether Redis has responded with an error. */
async function isReply(error: unknown): Promise<boolean> {
  const { ErrorReply } = await import('@redis/client');
  return error instanceof ErrorReply;
}
