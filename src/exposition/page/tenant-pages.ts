import { setImmediate } from 'node:timers/promises';
import { guarded } from '../../async/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import { type ExpositionError, RenderError, SeriesLimitError } from '../errors.ts';
import { type Cardinality, type Catalogue, catalogueOf } from './catalogue.ts';
import type { Rendering } from './family-block.ts';
import { renderPage, type TenantPage } from './page.ts';

/** Longest time that rendering blocks the event loop, in milliseconds. */
const SLICE_MS = 2;

export interface TenantPagesOptions {
  readonly cardinality: Cardinality;
  readonly rendering: Rendering;
  /** Called when a page is added, replaced or removed. */
  readonly onReplaced: (before: TenantPage | undefined, after: TenantPage | undefined) => void;
  readonly onError: (error: ExpositionError) => void;
}

/** Pages of all tenants, rendered in the background in turn; each is replaced as a whole. */
export interface TenantPages {
  readonly pages: ReadonlyMap<string, TenantPage>;
  readonly catalogue: Catalogue;
  /** Queues a snapshot; of several waiting snapshots of a tenant only the last is rendered. */
  publish(snapshot: TenantSnapshot): void;
  remove(tenant: string): void;
  /** Renders every page again with other limits. @throws IdentifyingLabelError */
  configure(cardinality: Cardinality): void;
  /** Resolves when no snapshot is waiting. */
  settled(): Promise<void>;
}

export function createTenantPages(options: TenantPagesOptions): TenantPages {
  const { rendering } = options;
  const onError = guarded(options.onError, () => {});
  let catalogue = catalogueOf(options.cardinality);
  const pages = new Map<string, TenantPage>();
  const waiting = new Map<string, TenantSnapshot>();
  let current: TenantSnapshot | undefined;
  let work: Promise<void> | undefined;
  let sliceEnd = 0;

  const replace = (tenant: string, page: TenantPage | undefined) => {
    const before = pages.get(tenant);
    if (page) pages.set(tenant, page);
    else pages.delete(tenant);
    guarded(options.onReplaced, (error) => onError(new RenderError(tenant, error)))(before, page);
    if (page?.isLimited && !before?.isLimited) {
      onError(new SeriesLimitError(tenant, page.catalogue.maxSeriesPerTenant));
    }
  };

  const nextSlice = async () => {
    await setImmediate();
    sliceEnd = performance.now() + SLICE_MS;
  };

  /** Returns undefined when the tenant was removed meanwhile. */
  const render = async (tenant: string, snapshot: TenantSnapshot): Promise<TenantPage | undefined> => {
    current = snapshot;
    const steps = renderPage(snapshot, catalogue, rendering, pages.get(tenant));
    for (let step = steps.next(); current === snapshot; step = steps.next()) {
      if (step.done) return step.value;
      if (performance.now() >= sliceEnd) await nextSlice();
    }
    return undefined;
  };

  const renderWaiting = async () => {
    try {
      await nextSlice();
      for (const [tenant, snapshot] of waiting) {
        waiting.delete(tenant);
        try {
          const page = await render(tenant, snapshot);
          if (page) replace(tenant, page);
        } catch (error) {
          replace(tenant, undefined);
          onError(new RenderError(tenant, error));
        }
      }
    } finally {
      // In any case: while `work` is set, no other rendering starts.
      current = undefined;
      work = undefined;
    }
  };

  const publish = (snapshot: TenantSnapshot) => {
    waiting.set(snapshot.tenant.name, snapshot);
    work ??= renderWaiting();
  };

  return {
    pages,
    get catalogue() {
      return catalogue;
    },
    publish,
    remove: (tenant) => {
      waiting.delete(tenant);
      if (current?.tenant.name === tenant) current = undefined;
      if (pages.has(tenant)) replace(tenant, undefined);
    },
    configure: (changed) => {
      catalogue = catalogueOf(changed);
      const shown = pages.values().map(({ snapshot }) => snapshot);
      const latest = [...shown, ...(current ? [current] : []), ...waiting.values()];
      for (const snapshot of latest) publish(snapshot);
    },
    settled: async () => {
      while (work !== undefined) await work;
    },
  };
}
