import type { TenantConfig } from '../../config/index.ts';
import type { Collector } from '../../domain/index.ts';
import { planCollector } from '../../plan/index.ts';
import type { Log } from '../../platforms/index.ts';
import { withoutIdentity } from './connect-tenant.ts';

/** Collectors that read a tenant's plan; rejected rows are logged with their line numbers. */
export function watchPlan({ name, plan: source, network }: TenantConfig, log: Log): readonly Collector[] {
  if (!source) return [];
  const onRejected = (plan: string, rows: number, problems: readonly string[]) =>
    log.warn({ plan, rows, first: problems }, 'Plan rows rejected');
  return [planCollector({ tenant: name, source, network: withoutIdentity(network), onRejected })];
}
