export {
  type Cluster,
  type ClusterOptions,
  callTimeoutSeconds,
  createCluster,
  type Membership,
  type PollStart,
  type SharedTenant,
} from './cluster.ts';
export { openRedisStore } from './redis/redis-store.ts';
export { isInShard, type Shard } from './shard.ts';
