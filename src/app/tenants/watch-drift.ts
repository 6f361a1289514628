import {
  ConfigError,
  type Environment,
  loadDesiredState,
  settingKey,
  type TenantConfig,
} from '../../config/index.ts';
import type { Collector, RoutingReader } from '../../domain/index.ts';
import type { Log } from '../../platforms/index.ts';
import { driftCollector } from '../../queue-routing/index.ts';

export interface DriftOptions {
  /** Variables that the desired state's file may refer to. */
  readonly env: Environment;
  readonly log: Log;
}

/** Collectors that compare a tenant's queues with their desired configuration and log drift; they only read. */
export function watchDrift(
  { name, desiredStateFile }: TenantConfig,
  reader: RoutingReader | undefined,
  { env, log }: DriftOptions,
): readonly Collector[] {
  if (desiredStateFile === undefined || !reader) return [];
  const collector = driftCollector({
    reader,
    desired: async () => {
      const { state } = await loadDesiredState(desiredStateFile, env);
      if (state.tenant === name) return state;
      const message = `changed from ${name} to ${state.tenant}; reload the configuration`;
      throw new ConfigError([{ file: desiredStateFile, path: 'tenant', message }]);
    },
    onDrift: ({ id, name: queue, version }, differences) => {
      const fields = { queue_id: id, queue, version };
      if (differences.length === 0)
        return log.info(fields, 'Queue configuration matches the desired state again');
      const drift = differences.map(({ field, before, after }) => ({
        setting: settingKey(field),
        actual: before,
        desired: after,
      }));
      log.warn({ ...fields, drift }, 'Queue configuration drift detected');
    },
    onUnknown: (queueId) =>
      log.warn({ queue_id: queueId, file: desiredStateFile }, 'Desired state names an unknown queue'),
  });
  return [collector];
}
