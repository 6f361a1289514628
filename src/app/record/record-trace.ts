import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { traceLine } from '../../backtest/index.ts';
import type { Environment, TenantConfig } from '../../config/index.ts';
import { type Plan, queueKey } from '../../domain/index.ts';
import { createLogger, type Logger, type LogOptions } from '../../logging/index.ts';
import { platforms } from '../../platforms/index.ts';
import { observationsOf } from '../../prediction/index.ts';
import { snapshotOf } from '../../signals/index.ts';
import { openConfigSource } from '../config-source.ts';
import { longWait } from '../long-wait.ts';
import { listenForStopSignal } from '../process/stop-signal.ts';
import { connectTenant } from '../tenants/connect-tenant.ts';
import { enabledCollectors, pollConnection } from '../tenants/poll-connection.ts';
import { noopVendorObserver } from '../tenants/vendor-observer.ts';
import { openPlanFile } from './plan-recorder.ts';

export interface RecordOptions {
  /** Absent: the embedded simulator runs and is recorded. */
  readonly configFile: string | undefined;
  readonly env: Environment;
  readonly log: LogOptions;
  /** File that the trace is appended to; `-` is stdout. */
  readonly output: string;
  /** Absent: records until SIGINT or SIGTERM. */
  readonly durationSeconds: number | undefined;
  /** File that the tenants' workforce plans are written to. */
  readonly planFile?: string | undefined;
}

/**
 * Appends each poll's queue state to a trace until the time is over, or until SIGINT or SIGTERM.
 * @throws ConfigError for an invalid configuration, and Error when the trace cannot be written.
 */
export async function recordTrace({
  configFile,
  env,
  log: logOptions,
  output,
  durationSeconds,
  planFile,
}: RecordOptions): Promise<void> {
  const log = createLogger(logOptions);
  await using running = new AsyncDisposableStack();
  const stop = listenForStopSignal();
  running.defer(stop.dispose);
  const source = await openConfigSource(configFile, env);
  running.defer(source.close);
  if (source.isDemo) log.warn('Recording simulated data; set --config.file to record real tenants');
  const config = await source.load();

  const trace = await openTrace(output);
  running.defer(trace.close);
  const plans = planFile === undefined ? undefined : await openPlanFile(planFile);
  if (plans) running.defer(plans.close);
  const record = { write: trace.write, onPlan: plans?.add };
  for (const tenant of config.tenants) running.defer(recordTenant(tenant, record, log));
  const timeIsUp = durationSeconds === undefined ? [] : [longWait(durationSeconds)];
  await Promise.race([stop.signalled, trace.failed, ...timeIsUp]);
}

interface Recorder {
  readonly write: (text: string) => void;
  readonly onPlan: ((plan: Plan, at: number) => void) | undefined;
}

/** Polls the tenant and writes a line per queue for each successful queue poll. @returns what stops it. */
function recordTenant(
  config: TenantConfig,
  { write, onPlan }: Recorder,
  rootLog: Logger,
): () => Promise<void> {
  const log = rootLog.child({ tenant: config.name });
  const connection = connectTenant(config, { platforms, observer: noopVendorObserver, log });
  let recordedAt: number | undefined;
  let recordedPlan: Plan | undefined;
  const poller = pollConnection(config, enabledCollectors(config, connection), {
    log,
    platformName: connection.platformName,
    budget: connection.budget,
    onChange: (state) => {
      const plan = state.collectors.find(({ collection }) => collection?.plan)?.collection?.plan;
      if (plan && plan !== recordedPlan) onPlan?.(plan, state.at ?? Date.now() / 1000);
      recordedPlan = plan;
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
  /** Rejects once the trace can no longer be written. */
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
