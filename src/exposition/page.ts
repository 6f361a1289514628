import type { Family, QueueView, TenantSnapshot } from '../metrics/index.ts';
import { bandEnds, distinctRows, sameLabels } from './bands.ts';
import type { Catalogue } from './catalogue.ts';
import { type Cell, freeCell, renderCell } from './cell.ts';
import { join, type Piece } from './piece.ts';
import { type RowLabels, rowLabels } from './row-labels.ts';

/** Everything one source (a tenant's snapshot, the process) has to say, by family name. */
export interface Page {
  readonly columns: ReadonlyMap<string, Piece>;
}

/** A tenant's snapshot as text, in cells of one family and one band of rows each. */
export interface TenantPage extends Page {
  readonly snapshot: TenantSnapshot;
  readonly catalogue: Catalogue;
  readonly series: number;
  /** Whether the queues are left out because there would be more series than the catalogue allows. */
  readonly isLimited: boolean;
  readonly tenantBand: Band<TenantSnapshot>;
  readonly queueBands: readonly Band<QueueView>[];
}

interface Band<Row> {
  readonly rows: readonly Row[];
  readonly labels: RowLabels;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Takes what did not change from the page before. Yields often, so that it can be cut into slices. */
export function* renderPage(
  snapshot: TenantSnapshot,
  catalogue: Catalogue,
  latest: TenantPage | undefined,
): Generator<void, TenantPage> {
  const before = latest?.catalogue === catalogue ? latest : undefined;
  const { name } = snapshot.tenant;
  const tenantLabels = before?.tenantBand.labels ?? rowLabels([catalogue.tenantFields(name)]);
  const tenantBand = yield* renderBand(
    catalogue.tenantFamilies,
    [snapshot],
    tenantLabels,
    before?.tenantBand,
  );
  const tenantSeries = seriesIn(tenantBand);
  const queueBands = yield* renderQueues(
    snapshot,
    catalogue,
    before,
    catalogue.maxSeriesPerTenant - tenantSeries,
  );
  const bands = [tenantBand, ...(queueBands ?? [])];
  return {
    columns: columnsOf(bands),
    snapshot,
    catalogue,
    series: bands.reduce((sum, band) => sum + seriesIn(band), 0),
    isLimited: !queueBands,
    tenantBand,
    queueBands: queueBands ?? [],
  };
}

/** Undefined when there are more series than `limit`. */
function* renderQueues(
  { tenant, queues }: TenantSnapshot,
  catalogue: Catalogue,
  before: TenantPage | undefined,
  limit: number,
): Generator<void, readonly Band<QueueView>[] | undefined> {
  const known = new Map(before?.queueBands.map((band) => [band.rows[0]?.facts.id, band]));
  const rows = distinctRows(queues);
  const bands: Band<QueueView>[] = [];
  let series = 0;
  let start = 0;
  for (const end of bandEnds(rows)) {
    const own = rows.slice(start, end);
    const last = known.get(own[0]?.facts.id);
    const labels =
      last && sameLabels(last.rows, own)
        ? last.labels
        : rowLabels(own.map((row) => catalogue.queueFields(tenant.name, row)));
    yield;
    const band = yield* renderBand(catalogue.queueFamilies, own, labels, last);
    bands.push(band);
    series += seriesIn(band);
    if (series > limit) return undefined;
    start = end;
  }
  return bands;
}

function* renderBand<Row>(
  families: readonly Family<Row>[],
  rows: readonly Row[],
  labels: RowLabels,
  before: Band<Row> | undefined,
): Generator<void, Band<Row>> {
  const cells = new Map<string, Cell>();
  for (const family of families) {
    const cell = renderCell(family, rows, labels, before?.cells.get(family.name));
    if (cell) cells.set(family.name, cell);
    yield;
  }
  return { rows, labels, cells };
}

function seriesIn({ cells }: Band<unknown>): number {
  return cells.values().reduce((sum, { series }) => sum + series, 0);
}

function columnsOf(bands: readonly Band<unknown>[]): ReadonlyMap<string, Piece> {
  const cells = bands.flatMap((band) => [...band.cells]);
  const byFamily = Map.groupBy(cells, ([family]) => family);
  return new Map([...byFamily].map(([family, own]) => [family, join(own.map(([, { piece }]) => piece))]));
}

/** Gives back the memory of what the page after it did not take over. */
export function freePage(page: TenantPage, after: TenantPage | undefined): void {
  const kept = new Set(after ? cellsOf(after) : []);
  for (const cell of cellsOf(page)) if (!kept.has(cell)) freeCell(cell);
}

function cellsOf({ tenantBand, queueBands }: TenantPage): readonly Cell[] {
  return [tenantBand, ...queueBands].flatMap(({ cells }) => [...cells.values()]);
}
