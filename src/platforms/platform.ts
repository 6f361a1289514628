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

/** The port that every adapter fills: one API of one vendor. */
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
  /** What the vendor publishes as its limit for one client; absent where it publishes none. */
  readonly requestsPerMinute?: number;
  /** What the vendor must permit the client for each collector, in the vendor's words. */
  readonly permissions?: Readonly<Partial<Record<CollectorName, string>>>;
  /** What polling so many watched queues costs; without signing in and without retries. */
  readonly requestCosts?: (queues: number, intervals: PollIntervals) => RequestCosts;
  /** Whether its connections have `routing`. */
  readonly configuresQueues?: boolean;
  /** The tenant's configuration keys that only this API has. */
  readonly settings: Settings;
  connect(tenant: TenantContext<z.output<Settings>>): Connection;
}

/** Seconds from one poll to the next. */
export type PollIntervals = Readonly<Record<CollectorName, number>>;

/** Requests per minute by endpoint. */
export type RequestCosts = Readonly<Record<string, number>>;

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Where a client's calls go, and how it signs in; without a way to sign in, calls carry no token. */
export interface VendorTarget {
  readonly baseUrl: VendorClientOptions['baseUrl'];
  readonly authenticate?: Authenticate;
  readonly retryAfterFromBody?: NonNullable<VendorClientOptions['retryAfterFromBody']>;
}

/** What an adapter is given of its tenant. */
export interface TenantContext<Settings> {
  readonly settings: Settings;
  readonly selection: QueueSelection;
  /** Agents whose time is told one by one. */
  readonly agentIds: readonly string[];
  /** The window over which the tenant's service level is judged. */
  readonly windowSeconds: number;
  readonly openClient: (target: VendorTarget) => VendorClient;
  readonly log: Log;
  /** Unix seconds: for instants alone, as it may jump. */
  readonly now: () => number;
  /** Seconds that never run backwards: for what is asked again after a while. */
  readonly monotonic: () => number;
}

export interface Connection {
  /** One for each of the platform's collectors; the configuration picks those that are polled. */
  readonly collectors: readonly Collector[];
  /** Where the API tells what single agents did. */
  readonly agentHistory?: AgentHistoryReader;
  /** Where the API lets queues be configured. */
  readonly routing?: RoutingReader & RoutingWriter;
  /** Where the API responses questions of interaction analytics. */
  readonly analytics?: AnalyticsReader;
  close(): Promise<void>;
}

/** Lets an adapter have its settings typed by its schema. */
export function definePlatform<Settings extends z.ZodObject>(
  platform: Platform<Settings>,
): Platform<Settings> {
  return platform;
}
