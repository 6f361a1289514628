import type { MetricType } from '../../metrics/index.ts';
import { type Chunk, createDeflatedChunk } from '../gzip/chunk.ts';
import type { Format } from '../negotiate.ts';

/** What the formats say of a family before its lines, which are the same in both. */
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

/** A counter's family is named without the suffix that its samples carry. */
function openMetricsHeader({ name, type, help }: Header): string {
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return textHeader({ name: family, type, help }).replaceAll('"', '\\"');
}
