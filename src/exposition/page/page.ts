import { type Family, withTenantLabels } from '../../metrics/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import { type Chunk, joinChunks } from '../gzip/chunk.ts';
import { type RowLabels, rowLabels } from '../text/row-labels.ts';
import type { Catalogue } from './catalogue.ts';
import { type FamilyBlock, type Rendering, renderFamilyBlock } from './family-block.ts';
import { distinctRows, haveSameLabels, splitIntoGroups } from './row-groups.ts';

/** Chunks of one source (a tenant or the process) by family name. */
export interface Page {
  readonly chunksByFamily: ReadonlyMap<string, Chunk>;
}

/** A rendered snapshot of a tenant: blocks of one family and one row group each. */
export interface TenantPage extends Page {
  readonly snapshot: TenantSnapshot;
  readonly catalogue: Catalogue;
  readonly series: number;
  /** Whether the queues are withheld because the tenant has more series than the catalogue allows. */
  readonly isLimited: boolean;
  readonly tenantGroup: RowGroup<TenantSnapshot>;
  readonly queueGroups: readonly RowGroup<QueueView>[];
}

interface RowGroup<Row> {
  readonly rows: readonly Row[];
  readonly labels: RowLabels;
  readonly blocks: ReadonlyMap<string, FamilyBlock>;
}

/** Renders a snapshot and keeps unchanged blocks of the latest page. Yields after each block so that callers can pause. */
export function* renderPage(
  snapshot: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  latest: TenantPage | undefined,
): Generator<void, TenantPage> {
  // Blocks of another catalogue have other families or labels and cannot be kept.
  const before = latest?.catalogue === catalogue ? latest : undefined;
  const tenantGroup = yield* renderTenant(snapshot, catalogue, rendering, before);
  const queueGroups = yield* renderQueues(snapshot, catalogue, rendering, before);
  const groups = [tenantGroup, ...(queueGroups ?? [])];
  return {
    chunksByFamily: joinByFamily(groups),
    snapshot,
    catalogue,
    series: groups.reduce((sum, group) => sum + seriesIn(group), 0),
    isLimited: !queueGroups,
    tenantGroup,
    queueGroups: queueGroups ?? [],
  };
}

function renderTenant(
  snapshot: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  before: TenantPage | undefined,
) {
  const labels = before?.tenantGroup.labels ?? rowLabels([catalogue.tenantFields(snapshot.tenant.name)]);
  const families = catalogue.tenantFamilies.map((family) => withTenantLabels(family, snapshot));
  return renderRowGroup(families, [snapshot], labels, rendering, before?.tenantGroup);
}

/** Returns undefined when there are more series than allowed. */
function* renderQueues(
  { tenant, queues }: TenantSnapshot,
  catalogue: Catalogue,
  rendering: Rendering,
  before: TenantPage | undefined,
): Generator<void, readonly RowGroup<QueueView>[] | undefined> {
  const groups: RowGroup<QueueView>[] = [];
  let series = 0;
  for (const { rows, last, lastLabels } of planGroups(queues, before?.queueGroups ?? [])) {
    const labels = lastLabels ?? rowLabels(rows.map((row) => catalogue.queueFields(tenant.name, row)));
    yield;
    const group = yield* renderRowGroup(catalogue.queueFamilies, rows, labels, rendering, last);
    groups.push(group);
    series += seriesIn(group);
    if (series > catalogue.maxSeriesPerTenant) return undefined;
  }
  return groups;
}

/** Rows to render as a group, with the previous group at the same place and its labels if those are unchanged. */
interface PlannedGroup {
  readonly rows: readonly QueueView[];
  readonly last: RowGroup<QueueView> | undefined;
  readonly lastLabels?: RowLabels;
}

function planGroups(
  queues: readonly QueueView[],
  lastGroups: readonly RowGroup<QueueView>[],
): readonly PlannedGroup[] {
  if (haveSameLabels(lastGroups.flatMap(rowsOf), queues)) return planLike(lastGroups, queues);
  const lastByFirstRow = new Map(lastGroups.map((group) => [group.rows[0]?.facts.id, group]));
  return splitIntoGroups(distinctRows(queues)).map((rows) => {
    const last = lastByFirstRow.get(rows[0]?.facts.id);
    return last && haveSameLabels(last.rows, rows) ? { rows, last, lastLabels: last.labels } : { rows, last };
  });
}

function planLike(
  lastGroups: readonly RowGroup<QueueView>[],
  queues: readonly QueueView[],
): readonly PlannedGroup[] {
  let at = 0;
  return lastGroups.map((last) => {
    const rows = queues.slice(at, at + last.rows.length);
    at += rows.length;
    return { rows, last, lastLabels: last.labels };
  });
}

function rowsOf<Row>({ rows }: RowGroup<Row>): readonly Row[] {
  return rows;
}

function* renderRowGroup<Row>(
  families: readonly Family<Row>[],
  rows: readonly Row[],
  labels: RowLabels,
  rendering: Rendering,
  last: RowGroup<Row> | undefined,
): Generator<void, RowGroup<Row>> {
  const blocks = new Map<string, FamilyBlock>();
  for (const family of families) {
    const block = renderFamilyBlock(family, rows, labels, rendering, last?.blocks.get(family.name));
    if (block) blocks.set(family.name, block);
    yield;
  }
  return { rows, labels, blocks };
}

function seriesIn({ blocks }: RowGroup<unknown>): number {
  return blocks.values().reduce((sum, { series }) => sum + series, 0);
}

function joinByFamily(groups: readonly RowGroup<unknown>[]): ReadonlyMap<string, Chunk> {
  const blocks = groups.flatMap((group) => [...group.blocks]);
  const byFamily = Map.groupBy(blocks, ([family]) => family);
  return new Map(
    [...byFamily].map(([family, own]) => [family, joinChunks(own.map(([, { chunk }]) => chunk))]),
  );
}

/** Memory used by the page, in bytes. */
export function bytesOf(page: TenantPage): number {
  return blocksOf(page).reduce((sum, { memory }) => sum + memory.byteLength, 0);
}

/** Blocks of a page that its successor did not keep. */
export function droppedBlocks(page: TenantPage, after: TenantPage | undefined): readonly FamilyBlock[] {
  const kept = new Set(after ? blocksOf(after) : []);
  return blocksOf(page).filter((block) => !kept.has(block));
}

function blocksOf({ tenantGroup, queueGroups }: TenantPage): readonly FamilyBlock[] {
  return [tenantGroup, ...queueGroups].flatMap(({ blocks }) => [...blocks.values()]);
}
