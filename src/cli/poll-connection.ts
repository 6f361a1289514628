import type { TenantConfig } from '../config/index.ts';
import type { Collector, TenantState } from '../domain/index.ts';
import type { Connection, Log } from '../platforms/index.ts';
import { pollTenant, type TenantPoller } from '../polling/index.ts';
import { createPollLog } from './poll-log.ts';

/** The collectors that the configuration chooses and that it gives something to ask about. */
export function chosenCollectors(
  { collectors }: TenantConfig,
  connection: Pick<Connection, 'collectors'>,
): readonly Collector[] {
  return connection.collectors.filter(({ name, idle }) => collectors.includes(name) && !idle);
}

/** Polls a tenant at the times of its configuration; failures and recoveries are logged. */
export function pollConnection(
  { name, platform, api, polling }: TenantConfig,
  collectors: readonly Collector[],
  { log, onChange }: { readonly log: Log; readonly onChange: (state: TenantState) => void },
): TenantPoller {
  const pollLog = createPollLog(log);
  return pollTenant({
    tenant: { name, platform, api },
    plans: collectors.map((collector) => ({ collector, ...polling.collectors[collector.name] })),
    staleAfter: polling.staleAfter,
    onChange: (state) => {
      for (const { status } of state.collectors) if (status.success) pollLog.succeeded(status.name);
      onChange(state);
    },
    onFailure: pollLog.failed,
  });
}
