export { createExposition, type Exposition, type ExpositionOptions } from './exposition.ts';
export { acceptsGzip, CONTENT_TYPES, type Encoding, type Format, negotiate } from './negotiate.ts';
export type { Body } from './piece.ts';
export { createProcessMetrics, type ProcessMetrics } from './process-metrics.ts';
