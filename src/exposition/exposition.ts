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
  /** Metrics of the process, shown beside the tenants'; refreshed every second and by {@link Exposition.settled}. */
  readonly processMetrics?: ProcessMetrics;
  readonly cardinality?: Cardinality;
  /** Whether bodies are also compressed, which is more than half of the work; true by default. */
  readonly gzip?: boolean;
  readonly onError?: (error: ExpositionError) => void;
}

/** Immutable bytes of one response. The caller releases them when they have been sent. */
export interface Body extends BodyBytes {
  /** Encoding of the bytes: `identity` where gzip was requested and is switched off. */
  readonly encoding: Encoding;
  /** Allows the memory to be reused. Optional: without it, the garbage collector frees the memory. */
  release(): void;
}

/**
 * The metrics page, ready to be sent at any moment. Publishing renders in the background and replaces all series of the
 * tenant at once, so a page never mixes two snapshots of a tenant. A body never changes after it was returned.
 */
export interface Exposition {
  /** Replaces the tenant's snapshot once the new one is rendered. */
  publish(snapshot: TenantSnapshot): void;
  /** Removes the tenant's series at once, and the process's series about the tenant before it resolves. */
  remove(tenant: string): Promise<void>;
  /** Changes which families and labels are shown, for all tenants. @throws IdentifyingLabelError */
  configure(cardinality: Cardinality): void;
  /** Resolves when everything published so far and the current metrics of the process are shown. */
  settled(): Promise<void>;
  /** Resolves when the current metrics of the process are shown. */
  refresh(): Promise<void>;
  /** The tenant's snapshot that the page shows; undefined until one is rendered. */
  shown(tenant: string): TenantSnapshot | undefined;
  /** Number of series on the tenants' pages. */
  readonly series: number;
  /** Body for all tenants, for one tenant, or with {@link EXPORTER} for the exporter alone. */
  body(format: Format, encoding: Encoding, tenant?: string): Body;
  /** Stops refreshing the metrics of the process. */
  close(): void;
}

/** Upper limit of memory kept for the next page, in bytes. Usually the size of the largest page is kept. */
const MAX_IDLE_BYTES = 67_108_864;

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
    shown: (tenant) => tenants.pages.get(tenant)?.snapshot,
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

function idleMemoryFor(pages: ReadonlyMap<string, TenantPage>): number {
  return Math.min(MAX_IDLE_BYTES, Math.max(0, ...pages.values().map(bytesOf)));
}

function showLimit({ seriesLimited }: ProcessMetrics, { snapshot, catalogue, isLimited }: TenantPage): void {
  const tenant = snapshot.tenant.name;
  if (Number.isFinite(catalogue.maxSeriesPerTenant)) seriesLimited.set({ tenant }, Number(isLimited));
  else seriesLimited.remove({ tenant });
}
