import type { TenantSnapshot } from '../metrics/index.ts';
import { type Bytes, bytesOf } from './body.ts';
import type { Cardinality } from './catalogue.ts';
import { type ExpositionError, RenderError } from './errors.ts';
import { END_OF_OPENMETRICS, type Header, type HeaderPieces, headerPieces } from './header.ts';
import type { Encoding, Format } from './negotiate.ts';
import { freePage, type Page, type TenantPage } from './page.ts';
import { join } from './piece.ts';
import type { ProcessMetrics } from './process-metrics.ts';
import { processPages } from './process-page.ts';
import { createTenantPages } from './tenant-pages.ts';

export interface ExpositionOptions {
  /** Shown beside the tenants' families; refreshed every second and by {@link Exposition.settled}. */
  readonly processMetrics?: ProcessMetrics;
  readonly cardinality?: Cardinality;
  readonly onError?: (error: ExpositionError) => void;
}

/** Bytes to be sent as they are. They never change; whoever got them tells when they are no longer needed. */
export interface Body extends Bytes {
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
  /** Ends every series of a tenant, the process's own about it too. */
  remove(tenant: string): void;
  /** Shows more or less of every tenant from now on. @throws IdentifyingLabelError */
  configure(cardinality: Cardinality): void;
  /** Resolves when everything published so far, and the process's own metrics as they are now, is shown. */
  settled(): Promise<void>;
  /** Series read from the tenants that are shown now. */
  readonly series: number;
  /** With a tenant: what is known of that one alone, which may be nothing. */
  body(format: Format, encoding: Encoding, tenant?: string): Body;
  /** Stops the refreshing of the process's own metrics. */
  close(): void;
}

const PROCESS_REFRESH_MS = 1000;

export function createExposition(options: ExpositionOptions = {}): Exposition {
  const { processMetrics, onError = (error) => process.emitWarning(error) } = options;
  const headers = new Map<string, HeaderPieces>();
  const ready = new Map<string, Bytes>();
  let bodiesInUse = 0;
  let processes: ReadonlyMap<string, Page> = new Map();
  let removal: Promise<void> | undefined;

  const onReplaced = (before: TenantPage | undefined, after: TenantPage | undefined) => {
    ready.clear();
    if (before && bodiesInUse === 0) freePage(before, after);
    if (after) showLimit(after);
  };
  const showLimit = ({ snapshot, catalogue, isLimited }: TenantPage) => {
    const tenant = snapshot.tenant.name;
    if (Number.isFinite(catalogue.maxSeriesPerTenant))
      processMetrics?.seriesLimited.set({ tenant }, Number(isLimited));
    else processMetrics?.seriesLimited.remove({ tenant });
  };
  const tenants = createTenantPages({ cardinality: options.cardinality, onReplaced, onError });
  const seriesShown = () => tenants.pages.values().reduce((sum, { series }) => sum + series, 0);

  const refreshProcess = async () => {
    if (!processMetrics) return;
    try {
      processMetrics.series.set(seriesShown());
      const families = (await processMetrics.read()).filter(({ name }) => tenants.catalogue.shows(name));
      families.forEach(addHeader);
      processes = processPages(families, processes);
    } catch (error) {
      processes = new Map();
      onError(new RenderError(undefined, error));
    }
    ready.clear();
  };

  const addHeader = (header: Header) => {
    if (!headers.has(header.name)) headers.set(header.name, headerPieces(header));
  };
  [...tenants.catalogue.tenantFamilies, ...tenants.catalogue.queueFamilies].forEach(addHeader);

  const assemble = (format: Format, encoding: Encoding, tenant: string | undefined): Bytes => {
    const names = tenant === undefined ? [...tenants.pages.keys(), ...processes.keys()].sort() : [tenant];
    const pages = [...new Set(names)].flatMap((name) => [processes.get(name), tenants.pages.get(name)]);
    const pieces = headers.entries().flatMap(([family, header]) => {
      const columns = pages.flatMap((page) => page?.columns.get(family) ?? []);
      return columns.length > 0 ? [header[format], ...columns] : [];
    });
    const end = format === 'openmetrics' ? [END_OF_OPENMETRICS] : [];
    return bytesOf(join([...pieces, ...end]), encoding);
  };

  const refreshing = setInterval(refreshProcess, PROCESS_REFRESH_MS).unref();
  refreshProcess();

  return {
    publish: tenants.publish,
    remove: (tenant) => {
      tenants.remove(tenant);
      removal = Promise.all([removal, processMetrics?.removeTenant(tenant)]).then(refreshProcess);
    },
    configure: tenants.configure,
    settled: async () => {
      await tenants.settled();
      await removal;
      await refreshProcess();
    },
    get series() {
      return seriesShown();
    },
    body: (format, encoding, tenant) => {
      const key = JSON.stringify([format, encoding, tenant]);
      const bytes = ready.get(key) ?? assemble(format, encoding, tenant);
      ready.set(key, bytes);
      bodiesInUse += 1;
      return { ...bytes, release: once(() => (bodiesInUse -= 1)) };
    },
    close: () => clearInterval(refreshing),
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
