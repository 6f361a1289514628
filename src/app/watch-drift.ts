import {
  ConfigError,
  type Environment,
  loadDesiredState,
  settingKey,
  type TenantConfig,
} from '../config/index.ts';
import type { Collector, RoutingReader } from '../domain/index.ts';
import type { Log } from '../platforms/index.ts';
import { driftCollector } from '../queue-routing/index.ts';

export interface DriftOptions {
  /** What the file of the desired state may refer to. */
  readonly env: Environment;
  readonly log: Log;
}

/** Watches a tenant's queues for drift from their desired configuration, and logs it; it can only read. */
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
      const message = `is ${state.tenant} now, no longer ${name}; reload the configuration`;
      throw new ConfigError([{ file: desiredStateFile, path: 'tenant', message }]);
    },
    onDrift: ({ id, name: queue, version }, differences) => {
      const fields = { queue_id: id, queue, version };
      if (differences.length === 0) return log.info(fields, 'The routing configuration is as desired again');
      const drift = differences.map(({ field, before, after }) => ({
        setting: settingKey(field),
        actual: before,
        desired: after,
      }));
      log.warn({ ...fields, drift }, 'The routing configuration differs from the desired one');
    },
    onUnknown: (queueId) =>
      log.warn(
        { queue_id: queueId, file: desiredStateFile },
        'The desired state names a queue that does not exist',
      ),
  });
  return [collector];
}
