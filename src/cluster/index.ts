export { isInShard, type Shard } from './shard.ts';
