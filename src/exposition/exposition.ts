import { guarded } from '../async/index.ts';
import { queueFamilies, tenantFamilies } from '../metrics/index.ts';
import type { TenantSnapshot } from '../signals/index.ts';
import { type ExpositionError, RenderError } from './errors.ts';
import type { Encoding, Format } from './negotiate.ts';
import { assembleBody, type BodyBytes } from './page/assemble-body.ts';
import { createBodyCache } from './page/body-cache.ts';
import { createBodyReaders } from './page/body-readers.ts';
import type { Cardinality } from './page/catalogue.ts';
import { createMemoryPool } from './page/memory-pool.ts';
import { bytesOf, droppedBlocks, type TenantPage } from './page/page.ts';
import { createTenantPages } from './page/tenant-pages.ts';
import type { ProcessMetrics } from './process/process-metrics.ts';
import { createProcessPages, type ProcessPages } from './process/process-pages.ts';
import { createHeaderChunks, type Header, type HeaderChunks } from './text/header.ts';

export interface ExpositionOptions {
  /** Shown beside the tenants' families; refreshed every second and by {@link Exposition.settled}. */
  readonly processMetrics?: ProcessMetrics;
  readonly cardinality?: Cardinality;
  /** Whether bodies are made ready in gzip too, which is more than half of the work; they are if not said otherwise. */
  readonly gzip?: boolean;
  readonly onError?: (error: ExpositionError) => void;
}

/** Bytes to be sent as they are. They never change; whoever got them tells when they are no longer needed. */
export interface Body extends BodyBytes {
  /** What they are encoded in: identity where gzip was asked for and is not made. */
  readonly encoding: Encoding;
  /** Lets the memory be used again. Without it nothing breaks: the garbage collector has more to do. */
  release(): void;
}

/**
 * The metrics page, ready to be sent at any moment. Each tenant is shown by one whole snapshot: publishing works in
 * the background and replaces everything of the tenant at once. A body that was handed out never changes.
 */
export interface Exposition {
  /** Shows the snapshot in place of the tenant's one before, soon. */
  publish(snapshot: TenantSnapshot): void;
  /** Ends every series of a tenant at once, the process's own about it by the time it resolves. */
  remove(tenant: string): Promise<void>;
  /** Shows more or less of every tenant from now on. @throws IdentifyingLabelError */
  configure(cardinality: Cardinality): void;
  /** Resolves when everything published so far, and the process's own metrics as they are now, is shown. */
  settled(): Promise<void>;
  /** Resolves when the process's own metrics are shown as they are now. */
  refresh(): Promise<void>;
  /** Series read from the tenants that are shown now. */
  readonly series: number;
  /** With a tenant: what is known of that one alone, and what is on every page; with {@link EXPORTER}, no tenant. */
  body(format: Format, encoding: Encoding, tenant?: string): Body;
  /** Stops the refreshing of the process's own metrics. */
  close(): void;
}

export function createExposition(options: ExpositionOptions = {}): Exposition {
  const { processMetrics, cardinality = {}, gzip = true } = options;
  const onError = guarded(options.onError ?? ((error) => process.emitWarning(error)), () => {});
  const headers = new Map<string, HeaderChunks>();
  const memory = createMemoryPool();
  const readers = createBodyReaders(memory);

  const addHeader = (header: Header) => {
    if (!headers.has(header.name)) headers.set(header.name, createHeaderChunks(header));
  };
  [...tenantFamilies, ...queueFamilies].forEach(addHeader);

  const onReplaced = (before: TenantPage | undefined, after: TenantPage | undefined) => {
    ready.invalidate();
    memory.limit(idleMemoryFor(tenants.pages));
    if (before) readers.retire(droppedBlocks(before, after));
    processMetrics?.series.set(seriesShown());
    if (after && processMetrics) showLimit(processMetrics, after);
  };
  const tenants = createTenantPages({ cardinality, rendering: { gzip, memory }, onReplaced, onError });
  const seriesShown = () => tenants.pages.values().reduce((sum, { series }) => sum + series, 0);

  const processes: ProcessPages | undefined =
    processMetrics &&
    createProcessPages({
      metrics: processMetrics,
      shows: (family) => tenants.catalogue.shows(family),
      onRefreshed: (families) => {
        families.forEach(addHeader);
        ready.invalidate();
      },
      onError: (error) => onError(new RenderError(undefined, error)),
    });
  const ready = createBodyCache(
    (variant) => assembleBody({ ...variant, headers, pages: [processes?.pages ?? new Map(), tenants.pages] }),
    (error) => onError(new RenderError(undefined, error)),
  );
  let removal: Promise<unknown> = Promise.resolve();

  const refresh = async () => {
    await removal;
    await processes?.refresh();
  };

  return {
    publish: tenants.publish,
    configure: tenants.configure,
    remove: async (tenant) => {
      tenants.remove(tenant);
      const removed = processes?.removeTenant(tenant);
      removal = Promise.all([removal, removed]);
      await removed;
    },
    refresh,
    settled: async () => {
      await tenants.settled();
      await refresh();
    },
    get series() {
      return seriesShown();
    },
    body: (format, asked, tenant) => {
      const encoding = gzip ? asked : 'identity';
      const { buffers, length } = ready.get({ format, encoding, tenant });
      return { buffers, length, encoding, release: readers.begin() };
    },
    close: () => {
      processes?.close();
      ready.close();
    },
  };
}

/** Kept for the next page, which is probably not longer than the longest there is; but not without limit. */
const MAX_IDLE_BYTES = 67_108_864;

function idleMemoryFor(pages: ReadonlyMap<string, TenantPage>): number {
  return Math.min(MAX_IDLE_BYTES, Math.max(0, ...pages.values().map(bytesOf)));
}

function showLimit({ seriesLimited }: ProcessMetrics, { snapshot, catalogue, isLimited }: TenantPage): void {
  const tenant = snapshot.tenant.name;
  if (Number.isFinite(catalogue.maxSeriesPerTenant)) seriesLimited.set({ tenant }, Number(isLimited));
  else seriesLimited.remove({ tenant });
}
