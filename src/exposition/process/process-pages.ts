import { guarded } from '../../async/index.ts';
import { boundText } from '../../metrics/index.ts';
import { type Chunk, createDeflatedChunk, createStoredChunk } from '../gzip/chunk.ts';
import { EXPORTER } from '../page/assemble-body.ts';
import type { Page } from '../page/page.ts';
import type { Header } from '../text/header.ts';
import { labelPairs } from '../text/label-text.ts';
import { numberText } from '../text/number-text.ts';
import type { ProcessFamily, ProcessMetrics, ProcessSample } from './process-metrics.ts';

/** How often the process's own metrics are read, in milliseconds. */
const REFRESH_MS = 1000;
/** Most families of the process are shorter and change at every refresh. */
const STORED_BELOW_CHARACTERS = 4096;

export interface ProcessPagesOptions {
  readonly metrics: ProcessMetrics;
  readonly shows: (family: string) => boolean;
  readonly onRefreshed: (headers: readonly Header[]) => void;
  readonly onError: (error: unknown) => void;
}

/** The process's own metrics: a page for each tenant that they name, and one for the rest. */
export interface ProcessPages {
  readonly pages: ReadonlyMap<string, Page>;
  /** Reads the metrics as they are now; what goes wrong is reported, and never thrown. */
  refresh(): Promise<void>;
  /** Ends every series of a tenant, and refreshes. */
  removeTenant(tenant: string): Promise<void>;
  close(): void;
}

/** Refreshes by itself, so that a scrape finds them ready. */
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
  const timer = setInterval(refresh, REFRESH_MS).unref();

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

/** Chunks whose text did not change are those of the pages before. */
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
