import type { z } from 'zod';
import type {
  AgentHistoryReader,
  AnalyticsReader,
  Collector,
  CollectorName,
  QueueSelection,
  RoutingReader,
  RoutingWriter,
} from '../domain/index.ts';
import type { Authenticate, VendorClient, VendorClientOptions } from '../vendor-http/index.ts';

/**
 * Port of an adapter: one API of one vendor. `docs/writing-a-platform.md` builds one step by step.
 * @example
 * export const acme = definePlatform({
 *   platform: 'acme',
 *   api: 'v1',
 *   displayName: 'Acme Contact Center',
 *   documentation: 'https://developer.example.com/queues',
 *   collectors: ['queues'],
 *   settings: z.object({ base_url: baseUrlSchema }),
 *   connect: ({ settings, openClient }) => {
 *     const client = openClient({ baseUrl: settings.base_url });
 *     return { collectors: [queues({ client })], close: () => client.close() };
 *   },
 * });
 */
export interface Platform<Settings extends z.ZodObject = z.ZodObject> {
  /** The value of `platform` in a tenant's configuration. */
  readonly platform: string;
  /** The value of `api` in a tenant's configuration. */
  readonly api: string;
  /** Name of the product in the vendor's spelling. */
  readonly displayName: string;
  /** Public URL of the vendor's reference of the API. */
  readonly documentation: string;
  readonly collectors: readonly CollectorName[];
  /** Vendor's published limit for one client; absent where none is published. */
  readonly requestsPerMinute?: number;
  /** Permission that the client needs for each collector, in the vendor's words. */
  readonly permissions?: Readonly<Partial<Record<CollectorName, string>>>;
  /** Cost of polling this many watched queues, without authentication and retries. */
  readonly requestCosts?: (queues: number, intervals: PollIntervals) => RequestCosts;
  /** Whether its connections provide `routing`. */
  readonly configuresQueues?: boolean;
  /** Whether its `aggregates` count short abandons over the rolling window, so that service levels can exclude them. */
  readonly reportsShortAbandons?: boolean;
  /** Configuration keys of a tenant that only this API has. */
  readonly settings: Settings;
  connect(tenant: TenantContext<z.output<Settings>>): Connection;
}

/** Seconds between polls. */
export type PollIntervals = Readonly<Record<CollectorName, number>>;

/** Requests per minute by endpoint. */
export type RequestCosts = Readonly<Record<string, number>>;

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Base URL of a client and how it authenticates; without authentication, requests carry no token. */
export interface VendorTarget {
  readonly baseUrl: VendorClientOptions['baseUrl'];
  readonly authenticate?: Authenticate;
  readonly retryAfterFromBody?: NonNullable<VendorClientOptions['retryAfterFromBody']>;
}

/** What an adapter receives about its tenant. */
export interface TenantContext<Settings> {
  readonly settings: Settings;
  readonly selection: QueueSelection;
  /** Agents that are exported individually. */
  readonly agentIds: readonly string[];
  /** Window of the tenant's service level. */
  readonly windowSeconds: number;
  readonly openClient: (target: VendorTarget) => VendorClient;
  readonly log: Log;
  /** Unix seconds, for instants only: the clock may jump. */
  readonly now: () => number;
  /** Monotonic clock in seconds, for cache lifetimes. */
  readonly monotonic: () => number;
}

export interface Connection {
  /** One for each of the platform's collectors; the configuration selects those that are polled. */
  readonly collectors: readonly Collector[];
  /** Present where the API provides the history of an agent. */
  readonly agentHistory?: AgentHistoryReader;
  /** Present where the API configures queues. */
  readonly routing?: RoutingReader & RoutingWriter;
  /** Present where the API provides interaction analytics. */
  readonly analytics?: AnalyticsReader;
  close(): Promise<void>;
}

/** Infers the type of the settings from their schema. */
export function definePlatform<Settings extends z.ZodObject>(
  platform: Platform<Settings>,
): Platform<Settings> {
  return platform;
}
