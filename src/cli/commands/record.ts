import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  chosenCollectors,
  connectTenant,
  noopVendorObserver,
  pollConnection,
  startDemo,
  untilStopped,
} from '../../app/index.ts';
import { traceLine } from '../../backtest/index.ts';
import { loadConfig, type TenantConfig } from '../../config/index.ts';
import { queueKey } from '../../domain/index.ts';
import { createLogger, type Logger } from '../../logging/index.ts';
import { platforms } from '../../platforms/index.ts';
import { observationsOf } from '../../prediction/index.ts';
import { snapshotOf } from '../../signals/index.ts';
import { EXIT, type Invocation } from '../args/run-cli.ts';
import { longWait } from '../render/long-wait.ts';
import { isReaderGone } from '../render/watch-output.ts';

/** `record`: appends each poll's queue state to a trace, until it is told to stop or its time is over. */
export async function record({ flags, env, stderr }: Invocation<'record'>): Promise<number> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  await using running = new AsyncDisposableStack();
  const stop = untilStopped();
  running.defer(stop.dispose);
  const configFile = flags['config.file'];
  const demo = configFile === undefined ? await startDemo() : undefined;
  running.defer(async () => demo?.close());
  if (demo) log.warn('Recording simulated data; set --config.file to record real tenants');
  const config = demo?.config ?? (await loadConfig(configFile ?? '', platforms, env));

  const output = await openTrace(flags.output);
  running.defer(output.close);
  for (const tenant of config.tenants) running.defer(recordTenant(tenant, output.write, log));
  const { duration } = flags;
  const timeIsUp = duration === undefined ? [] : [longWait(duration)];
  try {
    await Promise.race([stop.signalled, output.failed, ...timeIsUp]);
    return EXIT.success;
  } catch (error) {
    if (!isReaderGone(error)) throw error;
    return EXIT.failure;
  }
}

/** Polls the tenant and writes a line per queue for each successful queue poll; returns what stops it. */
function recordTenant(
  config: TenantConfig,
  write: (text: string) => void,
  rootLog: Logger,
): () => Promise<void> {
  const log = rootLog.child({ tenant: config.name });
  const connection = connectTenant(config, { platforms, observer: noopVendorObserver, log });
  let recordedAt: number | undefined;
  const poller = pollConnection(config, chosenCollectors(config, connection), {
    log,
    platformName: connection.platformName,
    budget: connection.budget,
    onChange: (state) => {
      const polledAt = state.collectors.find(({ status }) => status.name === 'queues')?.status.lastSuccessAt;
      if (polledAt === undefined || polledAt === recordedAt) return;
      recordedAt = polledAt;
      const snapshot = snapshotOf(state, config.serviceLevel, polledAt);
      const names = new Map(snapshot.queues.map(({ facts }) => [queueKey(facts), facts.name]));
      const lines = observationsOf(snapshot, polledAt).map((observation) => {
        const key = queueKey({ id: observation.queueId, media: observation.media ?? '' });
        return traceLine(observation, names.get(key) ?? observation.queueId);
      });
      write(lines.join(''));
    },
  });
  return async () => {
    await poller.stop();
    await connection.close();
  };
}

interface Trace {
  readonly write: (text: string) => void;
  readonly close: () => Promise<void>;
  /** Rejects when the trace cannot be written any longer. */
  readonly failed: Promise<never>;
}

/** @throws Error when the file cannot be opened. */
async function openTrace(file: string): Promise<Trace> {
  const isStdout = file === '-';
  const stream: Writable = isStdout ? process.stdout : createWriteStream(file, { flags: 'a' });
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  if (!isStdout) await Promise.race([once(stream, 'open'), failed]);
  return {
    write: (text) => stream.write(text),
    failed,
    close: async () => {
      if (isStdout) return;
      stream.end();
      await finished(stream);
    },
  };
}
