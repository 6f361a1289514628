import { setImmediate } from 'node:timers/promises';
import type { RoutingReader, RoutingWriter } from '../../src/domain/index.ts';
import { cxoneV2 } from '../../src/platforms/cxone/v2/index.ts';
import type { ApplyOptions } from '../../src/queue-routing/apply.ts';
import type { Journal, Outcome } from '../../src/queue-routing/index.ts';
import type { IntendedWrite } from '../../src/queue-routing/journal.ts';
import type { TenantOptions } from '../../src/simulator/server.ts';
import { stoppedSimulator } from '../simulator/support/http.ts';
import { connectAdapter } from '../support/adapter.ts';

/** A simulated contact centre of five queues, and the port to it over real HTTP. */
export async function simulatedRouting(options: Partial<TenantOptions> = {}) {
  const { simulator, tenant } = await stoppedSimulator({
    centre: 'small_queues',
    consistencyDelaySeconds: 0,
    requestsPerMinute: 1_000_000,
    ...options,
  });
  const { routing } = connectAdapter(cxoneV2, { settings: tenant.exporterSettings });
  if (!routing) throw new Error('CXone v2 has no routing');
  const { queues } = tenant.centre();
  return {
    simulator,
    tenant,
    routing,
    queueIds: queues.map(({ id }) => id),
    skillIds: queues.map(({ skill }) => skill.id),
    /** Somebody else changes a queue, without looking at its version. */
    somebodyElse: (
      queueId: string,
      settings: Parameters<ReturnType<typeof tenant.centre>['routing']['change']>[1],
    ) => tenant.centre().routing.change(queueId, settings, 'somebody else', tenant.centre().now),
    truth: (queueId: string) => {
      const config = tenant.centre().routing.of(queueId);
      if (!config) throw new Error(`no queue ${queueId}`);
      return config;
    },
  };
}

export type SimulatedRouting = Awaited<ReturnType<typeof simulatedRouting>>;

export const context = () => ({ signal: AbortSignal.timeout(20_000) });

/** A journal in memory: what was begun, and what became of it. */
export function memoryJournal(): Journal & {
  readonly entries: readonly { readonly write: IntendedWrite; outcome?: Outcome }[];
} {
  const entries: { write: IntendedWrite; outcome?: Outcome }[] = [];
  return {
    entries,
    begin: async (write) => String(entries.push({ write }) - 1),
    complete: async (id, outcome) => {
      entries[Number(id)]!.outcome = outcome;
    },
  };
}

/** Waits take no time, but let everything else go on. */
export function applyOptions(
  port: RoutingReader & RoutingWriter,
  changes: Partial<ApplyOptions> = {},
): ApplyOptions {
  return {
    reader: port,
    writer: port,
    journal: memoryJournal(),
    propagation: { intervalSeconds: 2, attempts: 5 },
    wait: () => setImmediate(),
    context,
    ...changes,
  };
}
