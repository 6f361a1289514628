import { connectTenant, noopVendorObserver } from '../../app/index.ts';
import { abortAfter } from '../../async/index.ts';
import { loadConfig, type TenantConfig } from '../../config/index.ts';
import type { AgentHistory, AgentHistoryQuery } from '../../domain/index.ts';
import { createLogger, type Logger } from '../../logging/index.ts';
import type { Platform } from '../../platforms/index.ts';
import { EXIT, type Invocation } from '../args/run-cli.ts';
import { UsageError } from '../args/usage-error.ts';
import { historyCsv, historyJson, historyTable, nothingKnown } from '../render/agent-history.ts';

/** Room for some pages, and for a wait for the request budget, which comes round every minute. */
const DEADLINE_SECONDS = 120;

const FORMS = { table: historyTable, json: historyJson, csv: historyCsv };

/** `agents history`: what an agent did, interval by interval, and the time by state. */
export async function agentsHistory(
  { flags, env, stdout, stderr }: Invocation<'agents history'>,
  platforms: readonly Platform[],
): Promise<number> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const { tenants } = await loadConfig(flags['config.file'], platforms, env);
  const tenant = tenantOf(tenants, flags.tenant);
  const to = Math.floor(Date.now() / 1000);
  const question = { agentId: flags.agent, from: to - flags.hours, to, intervalSeconds: flags.interval };
  const { intervals, rejected } = await ask(tenant, question, platforms, log);
  if (Object.keys(rejected).length > 0)
    log.warn({ tenant: tenant.name, rejected }, "Rows of the platform's answer were refused");

  const history = {
    tenant: tenant.name,
    ...question,
    intervals: intervals.toSorted((a, b) => a.from - b.from || compare(a.state, b.state)),
  };
  stdout.write(FORMS[flags.format](history));
  // A program that reads the result finds it empty; whoever runs it is told why.
  if (intervals.length === 0 && flags.format !== 'table') stderr.write(nothingKnown(history));
  return EXIT.success;
}

async function ask(
  tenant: TenantConfig,
  question: AgentHistoryQuery,
  platforms: readonly Platform[],
  log: Logger,
): Promise<AgentHistory> {
  const { agentHistory, close } = connectTenant(tenant, { platforms, observer: noopVendorObserver, log });
  try {
    if (!agentHistory) {
      const api = `${tenant.platform}, api: ${tenant.api}`;
      throw new UsageError(`tenant ${tenant.name} has no history of agents: platform: ${api} does not tell`);
    }
    return await agentHistory.read(question, abortAfter(DEADLINE_SECONDS));
  } finally {
    await close();
  }
}

function tenantOf(tenants: readonly TenantConfig[], name: string | undefined): TenantConfig {
  const [first] = tenants;
  if (name === undefined && tenants.length === 1 && first) return first;
  const known = `known are ${tenants.map((tenant) => tenant.name).join(', ')}`;
  if (name === undefined) throw new UsageError(`--tenant is missing; ${known}`);
  const tenant = tenants.find((each) => each.name === name);
  if (!tenant) throw new UsageError(`there is no tenant ${JSON.stringify(name)}; ${known}`);
  return tenant;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
