export { createExposition, type Exposition } from './exposition.ts';
export { acceptsGzip, CONTENT_TYPES, negotiate } from './negotiate.ts';
export { EXPORTER } from './page/assemble-body.ts';
export { createProcessMetrics, type ProcessMetrics } from './process/process-metrics.ts';
