export type { QueueView, TenantSnapshot } from '../signals/index.ts';
export { boundText } from './bound-text.ts';
export * from './family.ts';
export * from './instruments.ts';
export * from './queue-families.ts';
export * from './tenant-families.ts';
