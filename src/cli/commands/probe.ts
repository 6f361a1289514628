import {
  connectTenant,
  noopVendorObserver,
  platformOf,
  polledCollectors,
  selectionAdvice,
} from '../../app/index.ts';
import { abortAfter } from '../../async/index.ts';
import type { Environment, TenantConfig } from '../../config/index.ts';
import {
  BudgetSpentError,
  COLLECTORS,
  type Collection,
  type Collector,
  errorMessage,
} from '../../domain/index.ts';
import type { Log, Platform } from '../../platforms/index.ts';
import { isVendorError, type VendorError } from '../../vendor-http/index.ts';

/** Asks a tenant's platform once for everything that would be polled, and tells what it says in a line each. */

export interface ProbeOptions {
  readonly platforms: readonly Platform[];
  readonly env: Environment;
  readonly log: Log;
}

export interface ProbeResult {
  readonly lines: readonly string[];
  readonly succeeded: boolean;
}

/** What became of one poll. */
interface Finding {
  readonly text: string;
  readonly ok: boolean;
  /** Nothing else of the tenant can be asked: it is no fault of this collector. */
  readonly ends?: boolean;
}

export async function probeTenant(config: TenantConfig, options: ProbeOptions): Promise<ProbeResult> {
  const connection = connectTenant(config, { ...options, observer: noopVendorObserver });
  // The queues first, as other collectors ask about the queues they find.
  const collectors = polledCollectors(config, connection, options).toSorted(
    (a, b) => COLLECTORS.indexOf(a.name) - COLLECTORS.indexOf(b.name),
  );
  const findings: (Finding & { readonly name: string })[] = [];
  const ends: string[] = [];
  try {
    for (const collector of collectors) {
      const finding = await probe(collector, config, options.platforms);
      if (finding.ends) {
        ends.push(`${config.name}: ${finding.text}`);
        break;
      }
      findings.push({ name: collector.name, ...finding });
    }
  } finally {
    await connection.close();
  }
  // One fault that fails several collectors is one line.
  const groups = Map.groupBy(findings, ({ ok, name, text }) => (ok ? `${name}: ${text}` : text));
  const lines = [...groups.values()].map(
    (alike) => `${config.name}: ${alike.map(({ name }) => name).join(', ')}: ${alike[0]?.text}`,
  );
  return { lines: [...lines, ...ends], succeeded: ends.length === 0 && findings.every(({ ok }) => ok) };
}

async function probe(
  collector: Collector,
  config: TenantConfig,
  platforms: readonly Platform[],
): Promise<Finding> {
  const { timeoutSeconds } = config.polling.collectors[collector.name];
  const { permissions } = platformOf(config, platforms);
  try {
    return { text: summary(await collector.collect(abortAfter(timeoutSeconds)), config), ok: true };
  } catch (error) {
    return problem(error, permissions?.[collector.name], config);
  }
}

function summary(collection: Collection, config: TenantConfig): string {
  return ['good', ...figures(collection), ...unmatched(collection, config)].join(', ');
}

function figures({ queues, health, agents }: Collection): readonly string[] {
  // A queue has a row for each of its media where the platform tells them apart.
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
    return { text: 'not asked: the request budget is too small for one poll of each collector', ok: false };
  const message = errorMessage(error);
  if (permission && isNotPermitted(error, config))
    return { text: `lacks the permission ${permission} (${message})`, ok: false };
  if (!isVendorError(error)) return { text: `failed: ${message}`, ok: false };
  if (error.code === 'sign_in_failed') return { text: error.problem, ok: false, ends: true };
  return { text: `failed: ${failure(error, config)}`, ok: false };
}

/** Refused by the API, or already when the scope that the adapter asks for by itself was. */
function isNotPermitted(error: unknown, { settings }: TenantConfig): boolean {
  if (!isVendorError(error)) return false;
  if (error.code !== 'sign_in_failed') return error.status === 403;
  return error.problem.includes('invalid_scope') && !hasScope(settings.oauth);
}

function hasScope(oauth: unknown): boolean {
  return typeof oauth === 'object' && oauth !== null && 'scope' in oauth;
}

/** Where the API is not, no endpoint of it says anything of its own. */
function failure({ code, status, message, problem }: VendorError, { settings }: TenantConfig): string {
  const address = ['region', 'base_url'].find((key) => key in settings) ?? 'the address of the API';
  if (code === 'refused') return `${problem}; check ${address} and the network`;
  const isElsewhere = status === 404 || code === 'redirect_refused' || code === 'invalid';
  return isElsewhere ? `${message}; check ${address} and api` : message;
}
