import { connectTenant, loadExporterConfig, noopVendorObserver, type Platform } from '../../app/index.ts';
import { abortAfter } from '../../async/index.ts';
import type { TenantConfig } from '../../config/index.ts';
import type { AgentHistory, AgentHistoryQuery } from '../../domain/index.ts';
import { createLogger, type Logger } from '../../logging/index.ts';
import { EXIT, UsageError } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';
import { historyCsv, historyJson, historyTable, noDataMessage } from '../render/agent-history.ts';

/** Enough for several pages and for one wait for the request budget, which refills every minute. */
const DEADLINE_SECONDS = 120;

const FORMATTERS = { table: historyTable, json: historyJson, csv: historyCsv };

/** `agents history`: an agent's states by interval, and the total time in each state. */
export async function agentsHistory(
  { flags, env, stdout, stderr }: Invocation<'agents history'>,
  platforms: readonly Platform[],
): Promise<number> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const { tenants } = await loadExporterConfig(flags['config.file'], platforms, env);
  const tenant = findTenant(tenants, flags.tenant);
  const to = Math.floor(Date.now() / 1000);
  const question = { agentId: flags.agent, from: to - flags.hours, to, intervalSeconds: flags.interval };
  const { intervals, rejected } = await queryHistory(tenant, question, platforms, log);
  if (Object.keys(rejected).length > 0)
    log.warn({ tenant: tenant.name, rejected }, 'Rejected invalid rows of the response');

  const history = {
    tenant: tenant.name,
    ...question,
    intervals: intervals.toSorted((a, b) => a.from - b.from || compare(a.state, b.state)),
  };
  stdout.write(FORMATTERS[flags.format](history));
  // JSON and CSV stay valid when they are empty: the reason goes to stderr.
  if (intervals.length === 0 && flags.format !== 'table') stderr.write(noDataMessage(history));
  return EXIT.success;
}

async function queryHistory(
  tenant: TenantConfig,
  question: AgentHistoryQuery,
  platforms: readonly Platform[],
  log: Logger,
): Promise<AgentHistory> {
  const { agentHistory, close } = connectTenant(tenant, { platforms, observer: noopVendorObserver, log });
  try {
    if (!agentHistory) {
      const api = `${tenant.platform}, api: ${tenant.api}`;
      throw new UsageError(
        `tenant ${tenant.name} has no agent history; platform: ${api} does not support it`,
      );
    }
    return await agentHistory.read(question, abortAfter(DEADLINE_SECONDS));
  } finally {
    await close();
  }
}

function findTenant(tenants: readonly TenantConfig[], name: string | undefined): TenantConfig {
  const [first] = tenants;
  if (name === undefined && tenants.length === 1 && first) return first;
  const known = `configured tenants: ${tenants.map((tenant) => tenant.name).join(', ')}`;
  if (name === undefined) throw new UsageError(`--tenant is missing; ${known}`);
  const tenant = tenants.find((each) => each.name === name);
  if (!tenant) throw new UsageError(`unknown tenant ${JSON.stringify(name)}; ${known}`);
  return tenant;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
