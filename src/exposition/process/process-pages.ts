import { guarded } from '../../async/index.ts';
import { boundText } from '../../metrics/index.ts';
import { type Chunk, createDeflatedChunk, createStoredChunk } from '../gzip/chunk.ts';
import { EXPORTER } from '../page/assemble-body.ts';
import type { Page } from '../page/page.ts';
import type { Header } from '../text/header.ts';
import { labelPairs } from '../text/label-text.ts';
import { numberText } from '../text/number-text.ts';
import type { ProcessFamily, ProcessMetrics, ProcessSample } from './process-metrics.ts';

/** Interval between reads of the process's metrics, in milliseconds. */
const REFRESH_MS = 1000;
/** Shorter families are stored uncompressed: most change at every refresh. */
const STORED_BELOW_CHARACTERS = 4096;

export interface ProcessPagesOptions {
  readonly metrics: ProcessMetrics;
  readonly shows: (family: string) => boolean;
  readonly onRefreshed: (headers: readonly Header[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Metrics of the process: a page for each tenant that they name, and one for the others. */
export interface ProcessPages {
  readonly pages: ReadonlyMap<string, Page>;
  /** Reads the current metrics; errors are reported, never thrown. */
  refresh(): Promise<void>;
  /** Removes every series of a tenant and refreshes. */
  removeTenant(tenant: string): Promise<void>;
  close(): void;
}

/** Creates pages that refresh automatically, so that a scrape does not wait for them. */
export function createProcessPages({ metrics, shows, ...options }: ProcessPagesOptions): ProcessPages {
  const onError = guarded(options.onError, () => {});
  const onRefreshed = guarded(options.onRefreshed, onError);
  let pages: ReadonlyMap<string, Page> = new Map();

  const refresh = async () => {
    try {
      const families = (await metrics.read()).filter(({ name }) => shows(name));
      pages = pagesOf(families, pages);
      onRefreshed(families);
    } catch (error) {
      pages = new Map();
      onRefreshed([]);
      onError(error);
    }
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS).unref();

  return {
    get pages() {
      return pages;
    },
    refresh,
    removeTenant: async (tenant) => {
      try {
        await metrics.removeTenant(tenant);
      } catch (error) {
        onError(error);
      }
      await refresh();
    },
    close: () => clearInterval(timer),
  };
}

/** Builds the pages and keeps chunks whose text is unchanged. */
function pagesOf(
  families: readonly ProcessFamily[],
  before: ReadonlyMap<string, Page>,
): ReadonlyMap<string, Page> {
  const chunksByFamily = new Map<string, Map<string, Chunk>>();
  for (const { name, samples } of families) {
    for (const [owner, own] of Map.groupBy(samples, ({ labels }) => String(labels.tenant ?? EXPORTER))) {
      const text = own.map(sampleLine).join('');
      if (text === '') continue;
      const chunk = unchanged(text, before.get(owner)?.chunksByFamily.get(name)) ?? chunkFor(text);
      chunksByFamily.set(owner, (chunksByFamily.get(owner) ?? new Map<string, Chunk>()).set(name, chunk));
    }
  }
  return new Map([...chunksByFamily].map(([owner, own]) => [owner, { chunksByFamily: own }]));
}

function chunkFor(text: string): Chunk {
  return text.length < STORED_BELOW_CHARACTERS ? createStoredChunk(text) : createDeflatedChunk(text);
}

function unchanged(text: string, before: Chunk | undefined): Chunk | undefined {
  return before?.text[0]?.equals(Buffer.from(text)) ? before : undefined;
}

function sampleLine({ name, labels, value }: ProcessSample): string {
  if (Number.isNaN(value)) return '';
  const pairs = labelPairs(Object.keys(labels), Object.entries(labels).map(labelValue));
  return `${name}${pairs && `{${pairs}}`} ${numberText(value)}\n`;
}

function labelValue([name, value]: [string, string | number | undefined]): string {
  return name === 'le' && typeof value === 'number' ? boundText(value) : String(value ?? '');
}
