import { onTestFinished } from 'vitest';
import {
  type CollectorName,
  type CollectorState,
  defined,
  queueKey,
  type ServiceLevelPolicies,
  type TenantState,
} from '../../../src/domain/index.ts';
import {
  type Family,
  QUEUE_LABELS,
  queueFamilies,
  TENANT_LABELS,
  tenantFamilies,
} from '../../../src/metrics/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import { createPredictor, observationsOf } from '../../../src/prediction/index.ts';
import type { Predictor } from '../../../src/prediction/predictor.ts';
import {
  type QueueForecast,
  snapshotOf,
  type TenantSnapshot,
  withForecast,
} from '../../../src/signals/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import type { TenantOptions } from '../../../src/simulator/server.ts';
import { connectAdapter } from '../../support/adapter.ts';

/**
 * A simulated stretch of time as the exporter would have shown it, at the speed of the machine: a contact centre behind
 * its platform's API, polled by the real adapter over HTTP once in every simulated minute.
 */
export interface SimulatedTime {
  readonly platform: Platform;
  readonly centre: TenantOptions['centre'];
  /** Unix seconds. */
  readonly startAt: number;
  readonly minutes: number;
  /** What happens, by the minute at which it begins. */
  readonly scenarios?: Readonly<Record<number, ScenarioInput>>;
}

/** Samples by series, a minute apart; `undefined` where the series was not there. */
export type Recording = ReadonlyMap<string, readonly (number | undefined)[]>;

const MINUTE = 60;
const TENANT = 'acme';
/** The defaults of the configuration. */
const POLICIES: ServiceLevelPolicies = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};
const NO_LIMIT = 1_000_000;
/** In the order of the polls: the others may ask about the queues that the first one finds. */
const COLLECTORS: readonly CollectorName[] = ['queues', 'aggregates', 'health'];

/** `wanted` are the metrics to keep. Timestamps are shifted so that the recording begins at 0, as promtool's clock does. */
export async function recordSimulation(
  { platform, centre, startAt, minutes, scenarios = {} }: SimulatedTime,
  wanted: ReadonlySet<string>,
): Promise<Recording> {
  const { platform: name, api } = platform;
  const simulator = await startSimulator({
    tenants: [
      { name: TENANT, platform: name as TenantOptions['platform'], api, centre, requestsPerMinute: NO_LIMIT },
    ],
    timeFactor: 0,
    startAt,
  });
  onTestFinished(() => simulator.close());
  const [tenant] = simulator.tenants;
  if (!tenant) throw new Error('The simulator has no tenant');
  const now = () => simulator.clock.now();
  const adapter = connectAdapter(platform, { settings: tenant.exporterSettings, now });
  const predictor = createPredictor();
  const recording = new Map<string, (number | undefined)[]>();
  for (let minute = 0; minute < minutes; minute++) {
    const scenario = scenarios[minute];
    if (scenario) tenant.setScenario(scenario);
    const collectors: CollectorState[] = [];
    for (const collector of COLLECTORS.filter((each) => platform.collectors.includes(each))) {
      collectors.push(polled(collector, await adapter.collect(collector), now()));
    }
    const state: TenantState = { tenant: { name: TENANT, platform: name, api }, collectors };
    note(recording, minute, startAt, wanted, shownOf(state, predictor, now()));
    simulator.clock.skip(MINUTE);
  }
  return recording;
}

function polled(
  name: CollectorName,
  collection: CollectorState['collection'],
  lastSuccessAt: number,
): CollectorState {
  const history = { missed: 0, skipped: 0, rejected: {} };
  return defined({
    status: { name, intervalSeconds: MINUTE, success: true, lastSuccessAt, ...history },
    collection,
  });
}

/** As the exporter shows it: with the forecast that follows from the poll. */
function shownOf(state: TenantState, predictor: Predictor, at: number): TenantSnapshot {
  const queues = new Map<string, QueueForecast>();
  const snapshot = snapshotOf(state, POLICIES, at);
  for (const observation of observationsOf(snapshot, at)) {
    const predicted = predictor.observe(observation);
    if (!predicted) continue;
    const { erlangA: prediction, estimatedWaitSeconds } = predicted;
    const key = queueKey({ id: observation.queueId, media: observation.media ?? 'all' });
    queues.set(key, defined({ prediction, estimatedWaitSeconds }));
  }
  const { erlangA, occupancyRule } = predictor.scores(TENANT);
  return withForecast(snapshot, {
    queues,
    brierScores: defined({ erlang_a: erlangA, occupancy_rule: occupancyRule }),
  });
}

function note(
  recording: Map<string, (number | undefined)[]>,
  minute: number,
  startAt: number,
  wanted: ReadonlySet<string>,
  snapshot: TenantSnapshot,
): void {
  const tenant = snapshot.tenant.name;
  const read = <Row>(
    family: Family<Row>,
    row: Row,
    rowLabels: readonly string[],
    rowValues: readonly string[],
  ) => {
    if (!wanted.has(family.name)) return;
    family.read(row, (value, ...values) => {
      const names = [...rowLabels, ...family.labels];
      const labels = [...rowValues, ...values].map((text, i) => `${names[i]}=${JSON.stringify(text)}`);
      const series = `${family.name}{${labels.join(',')}}`;
      const samples = recording.get(series) ?? [];
      recording.set(series, samples);
      samples[minute] = family.name.includes('_timestamp_') ? value - startAt : value;
    });
  };
  for (const family of tenantFamilies) read(family, snapshot, TENANT_LABELS, [tenant]);
  for (const view of snapshot.queues) {
    const { id, name, media } = view.facts;
    for (const family of queueFamilies) read(family, view, QUEUE_LABELS, [tenant, id, name, media]);
  }
}

/** The notation of promtool. */
export function promtoolValues(samples: readonly (number | undefined)[]): string {
  return Array.from(samples, (value, minute) => {
    if (value !== undefined) return String(value);
    return minute > 0 && samples[minute - 1] !== undefined ? 'stale' : '_';
  }).join(' ');
}
