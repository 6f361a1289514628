export { EXPORTER } from './assemble.ts';
export { type Cardinality, IdentifyingLabelError } from './catalogue.ts';
export { type ExpositionError, RenderError, SeriesLimitError } from './errors.ts';
export { type Body, createExposition, type Exposition, type ExpositionOptions } from './exposition.ts';
export { acceptsGzip, CONTENT_TYPES, type Encoding, type Format, negotiate } from './negotiate.ts';
export { createProcessMetrics, type ProcessMetrics } from './process-metrics.ts';
