import type { TenantSnapshot } from '../metrics/index.ts';
import { catalogueOf } from './catalogue.ts';
import { END_OF_OPENMETRICS, type Header, headerPieces } from './header.ts';
import type { Encoding, Format } from './negotiate.ts';
import { type Page, renderPage } from './page.ts';
import { type Body, bodyOf, join, type Piece } from './piece.ts';
import type { ProcessFamily, ProcessMetrics } from './process-metrics.ts';
import { PROCESS, processPages } from './process-page.ts';

export interface ExpositionOptions {
  /** Shown beside the tenants' families; refreshed every second and by {@link Exposition.settled}. */
  readonly processMetrics?: ProcessMetrics;
}

/**
 * The metrics page, ready to be sent at any moment. Each tenant is shown by one whole snapshot: publishing works in
 * the background and replaces everything of the tenant at once. A body that was handed out never changes.
 */
export interface Exposition {
  /** Shows the snapshot in place of the tenant's one before, soon. */
  publish(snapshot: TenantSnapshot): void;
  /** Ends every series of a tenant, the process's own about it too, at once. */
  remove(tenant: string): void;
  /** Resolves when everything published so far, and the process's own metrics as they are now, is shown. */
  settled(): Promise<void>;
  /** Series read from the tenants that are shown now. */
  readonly series: number;
  /** Ready bytes. With a tenant: what is known of that one alone, which may be nothing. */
  body(format: Format, encoding: Encoding, tenant?: string): Body;
  /** Stops the refreshing of the process's own metrics. */
  close(): void;
}

const PROCESS_REFRESH_MS = 1000;

export function createExposition({ processMetrics }: ExpositionOptions = {}): Exposition {
  const catalogue = catalogueOf();
  const waiting = new Map<string, TenantSnapshot>();
  const tenants = new Map<string, Page>();
  let processes: ReadonlyMap<string, Page> = new Map();
  const headers = new Map<string, Readonly<Record<Format, Piece>>>();
  const bodies = new Map<string, Body>();
  let work: Promise<void> | undefined;

  const addHeader = (header: Header) => {
    if (!headers.has(header.name)) headers.set(header.name, headerPieces(header));
  };
  [...catalogue.tenantFamilies, ...catalogue.queueFamilies].forEach(addHeader);

  const render = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const [tenant, snapshot] of waiting) {
      waiting.delete(tenant);
      tenants.set(tenant, renderPage(snapshot, catalogue));
    }
    bodies.clear();
    work = undefined;
  };

  const seriesShown = () => tenants.values().reduce((sum, { series }) => sum + series, 0);

  const refreshProcess = async () => {
    if (!processMetrics) return;
    processMetrics.series.set(seriesShown());
    const families: readonly ProcessFamily[] = await processMetrics.read();
    families.forEach(addHeader);
    processes = processPages(families, processes);
    bodies.clear();
  };
  const refreshing = setInterval(refreshProcess, PROCESS_REFRESH_MS).unref();
  refreshProcess();

  const pagesOf = (tenant: string | undefined): readonly Page[] => {
    const names =
      tenant === undefined ? [PROCESS, ...[...tenants.keys(), ...processes.keys()].sort()] : [tenant];
    return [...new Set(names)]
      .flatMap((name) => [processes.get(name), tenants.get(name)])
      .filter((page) => page !== undefined);
  };

  const pageBody = (format: Format, encoding: Encoding, tenant: string | undefined): Body => {
    const pages = pagesOf(tenant);
    const pieces = headers.entries().flatMap(([family, header]) => {
      const columns = pages.map((page) => page.columns.get(family)).filter((column) => column !== undefined);
      return columns.length > 0 ? [header[format], ...columns] : [];
    });
    const end = format === 'openmetrics' ? [END_OF_OPENMETRICS] : [];
    return bodyOf(join([...pieces, ...end]), encoding);
  };

  return {
    publish: (snapshot) => {
      waiting.set(snapshot.tenant.name, snapshot);
      work ??= render();
    },
    remove: (tenant) => {
      waiting.delete(tenant);
      tenants.delete(tenant);
      processMetrics?.removeTenant(tenant).then(refreshProcess);
      bodies.clear();
    },
    settled: async () => {
      while (work) await work;
      await refreshProcess();
    },
    get series() {
      return seriesShown();
    },
    body: (format, encoding, tenant) => {
      const key = JSON.stringify([format, encoding, tenant]);
      const body = bodies.get(key) ?? pageBody(format, encoding, tenant);
      bodies.set(key, body);
      return body;
    },
    close: () => clearInterval(refreshing),
  };
}
