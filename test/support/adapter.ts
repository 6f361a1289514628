import { onTestFinished } from 'vitest';
import { noopVendorObserver } from '../../src/app/tenants/vendor-observer.ts';
import { abortAfter } from '../../src/async/index.ts';
import type {
  AgentHistory,
  AgentHistoryQuery,
  AnalyticsQuery,
  AnalyticsResult,
  Collection,
  CollectorName,
  QueueFacts,
  QueueSelection,
} from '../../src/domain/index.ts';
import type { Connection, Platform } from '../../src/platforms/index.ts';
import type { SimulatedTenant } from '../../src/simulator/server.ts';
import { createVendorClient } from '../../src/vendor-http/index.ts';

/** An adapter connected as the exporter connects it, asked one collector at a time. */
export interface ConnectedAdapter {
  /** One poll, with a deadline. */
  readonly collect: (name: CollectorName, deadlineSeconds?: number) => Promise<Collection>;
  /** One query of interaction analytics, with a deadline. */
  readonly analytics: (query: AnalyticsQuery) => Promise<AnalyticsResult>;
  /** As a person asks, with a deadline. */
  readonly agentHistory: (question: AgentHistoryQuery) => Promise<AgentHistory>;
  readonly routing: Connection['routing'];
  readonly collectors: Connection['collectors'];
  readonly infos: readonly LogLine[];
  readonly warnings: readonly LogLine[];
}

interface LogLine {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AdapterOptions {
  /** The tenant's keys of this platform, as a person writes them. */
  readonly settings: object;
  readonly selection?: Partial<QueueSelection>;
  readonly windowSeconds?: number;
  readonly agentIds?: readonly string[];
  /** Unix seconds. */
  readonly now?: () => number;
  /** Seconds; goes with `now` unless it is told apart. */
  readonly monotonic?: () => number;
}

const DEADLINE_MS = 10_000;
/** Retries without the waiting. */
const QUICK = { backOffSeconds: 0.01, tokenBackOffSeconds: 0.01 };

/** Ends with the test. */
export function connectAdapter(platform: Platform, options: AdapterOptions): ConnectedAdapter {
  const { now = () => Date.now() / 1000, monotonic = now } = options;
  const infos: LogLine[] = [];
  const warnings: LogLine[] = [];
  const into = (lines: LogLine[]) => (fields: object, message: string) =>
    void lines.push({ message, fields: { ...fields } });
  const log = { info: into(infos), warn: into(warnings) };
  const connection = platform.connect({
    settings: platform.settings.parse(options.settings),
    selection: { include: [], exclude: [], ids: [], ...options.selection },
    windowSeconds: options.windowSeconds ?? 900,
    agentIds: options.agentIds ?? [],
    openClient: (target) =>
      createVendorClient({ tenant: 'acme', ...target, observer: noopVendorObserver, log, timing: QUICK }),
    log,
    now,
    monotonic,
  });
  onTestFinished(() => connection.close());
  return {
    routing: connection.routing,
    collectors: connection.collectors,
    collect: (name, deadlineSeconds = DEADLINE_MS / 1000) => {
      const collector = connection.collectors.find((each) => each.name === name);
      if (!collector) throw new Error(`${platform.platform} ${platform.api} has no collector ${name}`);
      return collector.collect(abortAfter(deadlineSeconds));
    },
    analytics: async (query) => {
      if (!connection.analytics) throw new Error(`${platform.platform} ${platform.api} has no analytics`);
      return connection.analytics.query(query, AbortSignal.timeout(DEADLINE_MS));
    },
    agentHistory: async (question) => {
      if (!connection.agentHistory) throw new Error(`${platform.platform} ${platform.api} has no history`);
      return connection.agentHistory.read(question, AbortSignal.timeout(DEADLINE_MS));
    },
    infos,
    warnings,
  };
}

/** Keys of a simulated tenant that only its platform has. */
export function platformSettings({ exporterSettings }: SimulatedTenant): Record<string, unknown> {
  const {
    name: _name,
    platform: _platform,
    api: _api,
    ...settings
  } = { ...exporterSettings } as Record<string, unknown>;
  return settings;
}

/** A queue's facts without those that are unknown, for comparing. */
export function known(facts: QueueFacts | undefined): Partial<QueueFacts> {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== undefined));
}
