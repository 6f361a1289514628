import { abortAfter, isTimeout } from '../../async/index.ts';
import type { TenantConfig } from '../../config/index.ts';
import {
  BudgetSpentError,
  COLLECTORS,
  type Collection,
  type Collector,
  errorMessage,
  type QueueFacts,
} from '../../domain/index.ts';
import type { Platform } from '../../platforms/index.ts';
import { isVendorError, type VendorError } from '../../vendor-http/index.ts';
import { pollLines } from '../debug/poll-lines.ts';
import { createPollRecorder } from '../debug/poll-recorder.ts';
import type { InspectOptions } from '../inspect-config.ts';
import { connectTenant, findPlatform } from './connect-tenant.ts';
import { planSummary } from './plan-match-log.ts';
import { polledCollectors } from './poll-connection.ts';
import { selectionAdvice } from './selection-log.ts';
import { noopVendorObserver } from './vendor-observer.ts';

export interface ProbeResult {
  readonly lines: readonly string[];
  /** Each request, with the beginning of the body of a response that failed its poll. */
  readonly requests: readonly string[];
  readonly succeeded: boolean;
}

/** Result of one poll. */
interface Finding {
  readonly text: string;
  readonly ok: boolean;
  /** The failure affects the whole tenant, not this collector alone: no other collector can be polled. */
  readonly ends?: boolean;
}

/** Polls every collector of a tenant once and reports the result of each in a line. */
export async function probeTenant(config: TenantConfig, options: InspectOptions): Promise<ProbeResult> {
  const recorder = createPollRecorder(config.name);
  const observer = { ...noopVendorObserver, requestEnded: recorder.requestEnded };
  const connection = connectTenant(config, { ...options, observer });
  // Queues first: other collectors poll the queues that this one finds.
  const collectors = polledCollectors(config, connection, options)
    .toSorted((a, b) => COLLECTORS.indexOf(a.name) - COLLECTORS.indexOf(b.name))
    .map(recorder.watch);
  const findings: (Finding & { readonly name: string })[] = [];
  const ends: string[] = [];
  let queues: readonly QueueFacts[] | undefined;
  const summaryOf = (collection: Collection): string => {
    queues ??= collection.queues;
    return summary(collection, config, queues);
  };
  try {
    for (const collector of collectors) {
      const finding = await probe(collector, config, { platforms: options.platforms, summaryOf });
      if (finding.ends) {
        ends.push(`${config.name}: ${finding.text}`);
        break;
      }
      findings.push({ name: collector.name, ...finding });
    }
  } finally {
    await connection.close();
  }
  // A failure that several collectors share is reported in one line.
  const groups = Map.groupBy(findings, ({ ok, name, text }) => (ok ? `${name}: ${text}` : text));
  const lines = [...groups.values()].map(
    (alike) => `${config.name}: ${alike.map(({ name }) => name).join(', ')}: ${alike[0]?.text}`,
  );
  return {
    lines: [...lines, ...ends],
    requests: pollLines(recorder.polls()),
    succeeded: ends.length === 0 && findings.every(({ ok }) => ok),
  };
}

async function probe(
  collector: Collector,
  config: TenantConfig,
  {
    platforms,
    summaryOf,
  }: {
    readonly platforms: readonly Platform[];
    readonly summaryOf: (collection: Collection) => string;
  },
): Promise<Finding> {
  const { timeoutSeconds } = config.polling.collectors[collector.name];
  const { permissions } = findPlatform(config, platforms);
  try {
    return { text: summaryOf(await collector.collect(abortAfter(timeoutSeconds))), ok: true };
  } catch (error) {
    if (isTimeout(error)) return { text: `failed: timed out after ${timeoutSeconds} s`, ok: false };
    if (collector.name === 'plan') return { text: `failed: ${planFailure(error)}`, ok: false };
    return problem(error, permissions?.[collector.name], config);
  }
}

function summary(
  collection: Collection,
  config: TenantConfig,
  queues: readonly QueueFacts[] | undefined,
): string {
  const planned = collection.plan ? planSummary(collection.plan, queues) : [];
  return ['good', ...figures(collection), ...planned, ...unmatched(collection, config)].join(', ');
}

function figures({ queues, health, agents }: Collection): readonly string[] {
  // A queue has one row per medium where the platform reports media separately.
  if (queues) return [counted(new Set(queues.map(({ id }) => id)).size)];
  const components = health?.components.map(({ component, status }) => `${component} ${status}`) ?? [];
  if (components.length > 0) return components;
  return agents ? ['agents by state'] : [];
}

function counted(queues: number): string {
  if (queues === 0) return 'but no queues';
  return queues === 1 ? '1 queue' : `${queues} queues`;
}

function unmatched({ selection }: Collection, { queues }: TenantConfig): readonly string[] {
  if (!selection) return [];
  return selection.unmatched.map((entry) => {
    const advice = selectionAdvice(entry, selection.listed, queues);
    const what = `but queues.${entry.key} ${JSON.stringify(entry.text)} matches no queue`;
    return advice === undefined ? what : `${what} (${advice})`;
  });
}

function problem(error: unknown, permission: string | undefined, config: TenantConfig): Finding {
  if (error instanceof BudgetSpentError)
    return { text: 'not polled: the request budget is too small for one poll of each collector', ok: false };
  const message = errorMessage(error);
  if (permission && isNotPermitted(error, config))
    return { text: `missing permission ${permission} (${message})`, ok: false };
  if (!isVendorError(error)) return { text: `failed: ${message}`, ok: false };
  if (error.code === 'sign_in_failed') return { text: error.problem, ok: false, ends: true };
  return { text: `failed: ${failure(error, config)}`, ok: false };
}

/** The API refused the request, or the token endpoint refused a scope that the adapter, not the configuration, requested. */
function isNotPermitted(error: unknown, { settings }: TenantConfig): boolean {
  if (!isVendorError(error)) return false;
  if (error.code !== 'sign_in_failed') return error.status === 403;
  return error.problem.includes('invalid_scope') && !hasScope(settings.oauth);
}

function hasScope(oauth: unknown): boolean {
  return typeof oauth === 'object' && oauth !== null && 'scope' in oauth;
}

/** A plan comes from another host than the API. */
function planFailure(error: unknown): string {
  if (!isVendorError(error)) return errorMessage(error);
  return `plan.url: ${error.problem}`;
}

/** Adds advice where the response suggests that the address is not that of the API. */
function failure(
  { code, status, message, problem, proxy, isPermanent }: VendorError,
  { settings }: TenantConfig,
): string {
  const address = ['region', 'base_url'].find((key) => key in settings) ?? 'the address of the API';
  if (isPermanent) return problem;
  if (code === 'refused' && proxy !== undefined)
    return `${problem}; check the proxy and the setting that names it`;
  if (code === 'refused') return `${problem}; check ${address} and the network`;
  const isElsewhere = status === 404 || code === 'redirect_refused' || code === 'invalid';
  return isElsewhere ? `${message}; check ${address} and api` : message;
}
