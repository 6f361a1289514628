import type { Family } from '../../metrics/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import { join, type Piece } from '../gzip/chunk.ts';
import { type RowLabels, rowLabels } from '../text/row-labels.ts';
import type { Catalogue } from './catalogue.ts';
import { type Cell, type Rendering, renderCell } from './family-block.ts';
import { bandsOf, distinctRows, haveSameLabels } from './row-groups.ts';

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

/** Takes over what did not change since the page before. Yields often, so that it can be cut into slices. */
export function* renderPage(
  snapshot: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  latest: TenantPage | undefined,
): Generator<void, TenantPage> {
  // What was shown of other families or labels is of no use.
  const before = latest?.catalogue === catalogue ? latest : undefined;
  const tenantBand = yield* renderTenant(snapshot, catalogue, rendering, before);
  const queueBands = yield* renderQueues(snapshot, catalogue, rendering, before);
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

function renderTenant(
  snapshot: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  before: TenantPage | undefined,
) {
  const labels = before?.tenantBand.labels ?? rowLabels([catalogue.tenantFields(snapshot.tenant.name)]);
  return renderBand(catalogue.tenantFamilies, [snapshot], labels, rendering, before?.tenantBand);
}

/** Undefined when there are more series than allowed. */
function* renderQueues(
  { tenant, queues }: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  before: TenantPage | undefined,
): Generator<void, readonly Band<QueueView>[] | undefined> {
  const bands: Band<QueueView>[] = [];
  let series = 0;
  for (const { rows, last, lastLabels } of partsOf(queues, before?.queueBands ?? [])) {
    const labels = lastLabels ?? rowLabels(rows.map((row) => catalogue.queueFields(tenant.name, row)));
    yield;
    const band = yield* renderBand(catalogue.queueFamilies, rows, labels, rendering, last);
    bands.push(band);
    series += seriesIn(band);
    if (series > catalogue.maxSeriesPerTenant) return undefined;
  }
  return bands;
}

/** What becomes a band, and the one that it follows: with its labels where they are the same. */
interface Part {
  readonly rows: readonly QueueView[];
  readonly last?: Band<QueueView>;
  readonly lastLabels?: RowLabels;
}

function partsOf(queues: readonly QueueView[], lastBands: readonly Band<QueueView>[]): readonly Part[] {
  if (haveSameLabels(lastBands.flatMap(rowsOf), queues)) return partsLike(lastBands, queues);
  const lastByFirstRow = new Map(lastBands.map((band) => [band.rows[0]?.facts.id, band]));
  return bandsOf(distinctRows(queues)).map((rows) => {
    const last = lastByFirstRow.get(rows[0]?.facts.id);
    return last && haveSameLabels(last.rows, rows) ? { rows, last, lastLabels: last.labels } : { rows, last };
  });
}

function partsLike(lastBands: readonly Band<QueueView>[], queues: readonly QueueView[]): readonly Part[] {
  let at = 0;
  return lastBands.map((last) => {
    const rows = queues.slice(at, at + last.rows.length);
    at += rows.length;
    return { rows, last, lastLabels: last.labels };
  });
}

function rowsOf<Row>({ rows }: Band<Row>): readonly Row[] {
  return rows;
}

function* renderBand<Row>(
  families: readonly Family<Row>[],
  rows: readonly Row[],
  labels: RowLabels,
  rendering: Rendering,
  last: Band<Row> | undefined,
): Generator<void, Band<Row>> {
  const cells = new Map<string, Cell>();
  for (const family of families) {
    const cell = renderCell(family, rows, labels, rendering, last?.cells.get(family.name));
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

/** Memory that the page takes, in bytes. */
export function bytesOf(page: TenantPage): number {
  return cellsOf(page).reduce((sum, { memory }) => sum + memory.byteLength, 0);
}

/** What the page after it did not take over. */
export function droppedCells(page: TenantPage, after: TenantPage | undefined): readonly Cell[] {
  const kept = new Set(after ? cellsOf(after) : []);
  return cellsOf(page).filter((cell) => !kept.has(cell));
}

function cellsOf({ tenantBand, queueBands }: TenantPage): readonly Cell[] {
  return [tenantBand, ...queueBands].flatMap(({ cells }) => [...cells.values()]);
}
