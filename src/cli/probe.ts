import type { TenantConfig } from '../config/index.ts';
import {
  abortAfter,
  BudgetSpentError,
  COLLECTORS,
  type Collection,
  type Collector,
  messageOf,
} from '../domain/index.ts';
import type { Log, Platform } from '../platforms/index.ts';
import { isVendorError } from '../vendor-http/index.ts';
import { connectTenant, platformOf } from './connect-tenant.ts';
import { chosenCollectors } from './poll-connection.ts';
import { unobserved } from './vendor-observer.ts';

/** Asks a tenant's platform once for everything that would be polled, and tells what it says in a line each. */

export interface ProbeResult {
  readonly lines: readonly string[];
  readonly succeeded: boolean;
}

export async function probeTenant(
  config: TenantConfig,
  platforms: readonly Platform[],
  log: Log,
): Promise<ProbeResult> {
  const { permissions } = platformOf(config, platforms);
  const connection = connectTenant(config, { platforms, observer: unobserved, log });
  // The queues first, as other collectors ask about the queues they find.
  const collectors = chosenCollectors(config, connection).toSorted(
    (a, b) => COLLECTORS.indexOf(a.name) - COLLECTORS.indexOf(b.name),
  );
  const lines: string[] = [];
  let succeeded = true;
  try {
    for (const collector of collectors) {
      const { timeoutSeconds } = config.polling.collectors[collector.name];
      const { line, ok } = await probe(collector, timeoutSeconds, permissions?.[collector.name]);
      lines.push(`${config.name}: ${collector.name}: ${line}`);
      succeeded &&= ok;
    }
  } finally {
    await connection.close();
  }
  return { lines, succeeded };
}

async function probe(
  collector: Collector,
  timeoutSeconds: number,
  permission: string | undefined,
): Promise<{ readonly line: string; readonly ok: boolean }> {
  try {
    return { line: summary(await collector.collect(abortAfter(timeoutSeconds))), ok: true };
  } catch (error) {
    return { line: problem(error, permission), ok: false };
  }
}

function summary({ queues, health, agents }: Collection): string {
  // A queue has a row for each of its media where the platform tells them apart.
  if (queues) return counted(new Set(queues.map(({ id }) => id)).size);
  const components = health?.components.map(({ component, status }) => `${component} ${status}`) ?? [];
  if (components.length > 0) return `good, ${components.join(', ')}`;
  return agents ? 'good, agents by state' : 'good';
}

function counted(queues: number): string {
  if (queues === 0) return 'good, but no queues';
  return queues === 1 ? 'good, 1 queue' : `good, ${queues} queues`;
}

function problem(error: unknown, permission: string | undefined): string {
  if (error instanceof BudgetSpentError)
    return 'not asked: the request budget is too small for one poll of each collector';
  const message = messageOf(error);
  return isNotPermitted(error) && permission
    ? `lacks the permission ${permission} (${message})`
    : `failed: ${message}`;
}

/** Refused by the API, or already when the scope was asked for. */
function isNotPermitted(error: unknown): boolean {
  if (!isVendorError(error)) return false;
  return error.code === 'sign_in_failed' ? error.message.includes('invalid_scope') : error.status === 403;
}
