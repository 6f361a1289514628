import { setTimeout as delay } from 'node:timers/promises';
import { connectTenant, loadExporterConfig, noopVendorObserver, type Platform } from '../../../app/index.ts';
import { abortAfter } from '../../../async/index.ts';
import {
  ConfigError,
  cannotConfigureQueues,
  type DesiredStateFile,
  loadDesiredState,
  type TenantConfig,
} from '../../../config/index.ts';
import type { RoutingReader, RoutingWriter } from '../../../domain/index.ts';
import { createLogger, type Logger } from '../../../logging/index.ts';
import {
  makePlan,
  type PendingWrite,
  type Plan,
  type ReadingOptions,
  type Resolved,
  resolvePendingWrite,
} from '../../../queue-routing/index.ts';
import type { Invocation } from '../../args/run-cli.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';

/** State shared by `queue plan` and `queue apply`: a desired state, its tenant, and the audit log. */
export interface QueueSession extends AsyncDisposable {
  readonly tenant: string;
  readonly desired: DesiredStateFile;
  readonly routing: RoutingReader & RoutingWriter;
  readonly audit: AuditLog;
  readonly reading: ReadingOptions;
  readonly log: Logger;
}

/** The outcome of a write in doubt; without `resolved` and `error` for a write to another tenant. */
export interface ResolvedDoubt {
  readonly doubt: PendingWrite;
  readonly resolved?: Resolved;
  /** Why it could not be resolved. */
  readonly error?: unknown;
}

/** Deadline of one call and its retries: enough for one wait for the request budget, which refills every minute. */
const CALL_SECONDS = 120;

interface QueueCommand extends Pick<Invocation<'queue plan'>, 'args' | 'env' | 'stderr'> {
  readonly flags: Omit<Invocation<'queue plan'>['flags'], 'output'>;
}

/** @throws ConfigError for a configuration or a desired state that is not valid. */
export async function openQueueSession(
  { args, flags, env, stderr }: QueueCommand,
  platforms: readonly Platform[],
  { mayWrite }: { readonly mayWrite: boolean },
): Promise<QueueSession> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const { tenants } = await loadExporterConfig(flags['config.file'], platforms, env);
  const desired = await loadDesiredState(args.file, env);
  const tenant = findTenant(desired, tenants, flags['config.file']);
  const { routing, close } = connectTenant(tenant, {
    platforms,
    observer: noopVendorObserver,
    log,
    mayWrite,
  });
  if (!routing) throw new ConfigError([desired.tenantProblem(cannotConfigureQueues(tenant))]);
  const audit = await openAuditLog(flags['audit-log'], tenant.name);
  for (const line of audit.unreadableLines)
    log.warn({ file: flags['audit-log'], line }, 'Skipped an invalid line of the audit log');
  return {
    tenant: tenant.name,
    desired,
    routing,
    audit,
    log,
    reading: {
      reader: routing,
      propagation: {
        intervalSeconds: flags['propagation.interval'],
        attempts: flags['propagation.attempts'],
      },
      wait: (seconds) => delay(seconds * 1000),
      context: () => ({ signal: abortAfter(CALL_SECONDS) }),
    },
    [Symbol.asyncDispose]: async () => {
      await audit.close();
      await close();
    },
  };
}

function findTenant(
  desired: DesiredStateFile,
  tenants: readonly TenantConfig[],
  configFile: string,
): TenantConfig {
  const tenant = tenants.find(({ name }) => name === desired.state.tenant);
  if (tenant) return tenant;
  const known = tenants.map(({ name }) => name).join(', ');
  throw new ConfigError([desired.tenantProblem(`is not a tenant of ${configFile}; known: ${known}`)]);
}

/** Determines the outcome of earlier writes in doubt, and records it in the audit log. */
export async function resolveDoubts({
  tenant,
  audit,
  reading,
  log,
}: QueueSession): Promise<readonly ResolvedDoubt[]> {
  const results: ResolvedDoubt[] = [];
  for (const doubt of audit.doubts) {
    if (doubt.tenant !== tenant) {
      results.push({ doubt });
      continue;
    }
    log.info({ queue_id: doubt.queueId, queue: doubt.queue }, 'Resolving an earlier write');
    results.push(await resolveAndRecord(doubt, audit, reading));
  }
  return results;
}

async function resolveAndRecord(
  doubt: PendingWrite,
  audit: AuditLog,
  reading: ReadingOptions,
): Promise<ResolvedDoubt> {
  let resolved: Resolved;
  try {
    resolved = await resolvePendingWrite(doubt, { ...reading, now: () => Date.now() / 1000 });
  } catch (error) {
    return { doubt, error };
  }
  await audit.resolve(doubt, resolved);
  return { doubt, resolved };
}

/** @throws ConfigError for queues, skills and settings of the desired state that the platform does not have. */
export async function planSession({ desired, routing, reading }: QueueSession): Promise<Plan> {
  const plan = await makePlan(desired.state, routing, reading.context);
  const problems = plan.problems.map(desired.problemAt);
  if (problems.length > 0) throw new ConfigError(problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return plan;
}
