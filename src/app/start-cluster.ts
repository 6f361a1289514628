import { randomUUID } from 'node:crypto';
import {
  type Cluster,
  callTimeoutSeconds,
  createCluster,
  openRedisStore,
  type Shard,
} from '../cluster/index.ts';
import { type ClusterConfig, readRedisUrl } from '../config/index.ts';
import type { ProcessMetrics } from '../exposition/index.ts';
import type { Logger } from '../logging/index.ts';

export interface StartClusterOptions {
  readonly shard: Shard;
  readonly processMetrics: ProcessMetrics;
  readonly log: Logger;
}

/**
 * Starts sharing tenants with the other replicas of this shard; undefined when the configuration has none.
 * @throws ConfigError when the file of the Redis URL is invalid.
 */
export async function startCluster(
  config: ClusterConfig | undefined,
  { shard: { index, total }, processMetrics, log }: StartClusterOptions,
): Promise<Cluster | undefined> {
  const { clusterUp, clusterLeader, clusterFailovers } = processMetrics;
  if (!config) {
    // An instrument without labels is exported as 0 until it is removed.
    clusterUp.remove();
    return undefined;
  }
  const { name, leaseSeconds, replicas } = config;
  const url = await readRedisUrl(config.redisUrl);
  const replica = randomUUID();
  const group = total === 1 ? name : `${name}/${index}/${total}`;
  log.info({ cluster: group, replica }, 'Sharing tenants with other replicas');
  return createCluster({
    replica,
    openStore: (onEvent) =>
      openRedisStore({
        url,
        group,
        replica,
        leaseMs: leaseSeconds * 1000,
        timeoutSeconds: callTimeoutSeconds(leaseSeconds),
        onEvent,
      }),
    leaseSeconds,
    expectedReplicas: replicas,
    log,
    onUp: (isUp) => clusterUp.set(Number(isUp)),
    onLeader: (tenant, isLeader) => {
      clusterLeader.set({ tenant }, Number(isLeader));
      clusterFailovers.inc({ tenant }, 0);
    },
    onFailover: (tenant) => clusterFailovers.inc({ tenant }),
  });
}
