import type { MetricType } from '../../metrics/index.ts';
import { type Chunk, createDeflatedChunk } from '../gzip/chunk.ts';
import type { Format } from '../negotiate.ts';

/** HELP and TYPE of a family; its lines are the same in both formats. */
export interface Header {
  readonly name: string;
  readonly type: MetricType | 'summary';
  readonly help: string;
}

export type HeaderChunks = Readonly<Record<Format, Chunk>>;

export const END_OF_OPENMETRICS = createDeflatedChunk('# EOF\n');

export function createHeaderChunks(header: Header): HeaderChunks {
  return {
    text: createDeflatedChunk(textHeader(header)),
    openmetrics: createDeflatedChunk(openMetricsHeader(header)),
  };
}

function textHeader({ name, type, help }: Header): string {
  const escaped = help.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
}

/** OpenMetrics names a counter's family without the suffix `_total` of its samples. */
function openMetricsHeader({ name, type, help }: Header): string {
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return textHeader({ name: family, type, help }).replaceAll('"', '\\"');
}
