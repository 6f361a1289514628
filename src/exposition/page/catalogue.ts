import { matchesWildcard } from '../../domain/index.ts';
import {
  DESCRIPTIVE_LABELS,
  type Emit,
  type Family,
  QUEUE_LABELS,
  queueFamilies,
  TENANT_LABELS,
  tenantFamilies,
} from '../../metrics/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import { escapeLabelValue } from '../text/label-text.ts';

/** How the configuration narrows down what is shown. */
export interface Cardinality {
  /** Names of families that are not shown; `*` and `?` are wildcards. The process's own may be among them. */
  readonly dropFamilies?: readonly string[];
  /** Labels that are left out; only those of {@link DESCRIPTIVE_LABELS}. */
  readonly dropLabels?: readonly string[];
  /** A tenant with more series than this shows those of the tenant as a whole, and none of its queues'. */
  readonly maxSeriesPerTenant?: number;
}

/** A label that cannot be dropped, because different things would then be shown as one. */
export class IdentifyingLabelError extends Error {
  override readonly name = 'IdentifyingLabelError';
  readonly code = 'identifying_label';
  readonly label: string;

  constructor(label: string) {
    super(
      `Label ${label} cannot be dropped: series that differ in it would be shown as one. ` +
        `Drop whole families instead, or one of the labels ${DESCRIPTIVE_LABELS.join(', ')}.`,
    );
    this.label = label;
  }
}

/** The families and labels that are shown. */
export interface Catalogue {
  readonly shows: (family: string) => boolean;
  readonly queueFamilies: readonly Family<QueueView>[];
  readonly tenantFamilies: readonly Family<TenantSnapshot>[];
  /** The labels of a row as fields: escaped, each with the separator before it. */
  readonly queueFields: (tenant: string, queue: QueueView) => readonly string[];
  readonly tenantFields: (tenant: string) => readonly string[];
  readonly maxSeriesPerTenant: number;
}

/** @throws IdentifyingLabelError */
export function catalogueOf(cardinality: Cardinality): Catalogue {
  const { dropFamilies = [], dropLabels = [], maxSeriesPerTenant = Infinity } = cardinality;
  const identifying = dropLabels.find((label) => !DESCRIPTIVE_LABELS.some((each) => each === label));
  if (identifying !== undefined) throw new IdentifyingLabelError(identifying);
  const shows = (family: string) => !dropFamilies.some((pattern) => matchesWildcard(pattern, family));
  const shown = <Row>(families: readonly Family<Row>[]) =>
    families.filter(({ name }) => shows(name)).map((family) => withoutLabels(family, dropLabels));
  return {
    shows,
    queueFamilies: shown(queueFamilies),
    tenantFamilies: shown(tenantFamilies),
    ...fields(dropLabels),
    maxSeriesPerTenant,
  };
}

function fields(dropLabels: readonly string[]): Pick<Catalogue, 'queueFields' | 'tenantFields'> {
  const [tenantLabel, idLabel, nameLabel, mediaLabel] = QUEUE_LABELS;
  const isNamed = !dropLabels.includes(nameLabel);
  return {
    tenantFields: (tenant) => [`{${TENANT_LABELS[0]}="${escapeLabelValue(tenant)}"`],
    queueFields: (tenant, { facts: { id, name, media } }) => [
      `{${tenantLabel}="${escapeLabelValue(tenant)}",${idLabel}="${escapeLabelValue(id)}"`,
      ...(isNamed ? [`,${nameLabel}="${escapeLabelValue(name)}"`] : []),
      `,${mediaLabel}="${escapeLabelValue(media)}"`,
    ],
  };
}

function withoutLabels<Row>(family: Family<Row>, dropped: readonly string[]): Family<Row> {
  const kept = (_: string, index: number) => !dropped.includes(family.labels[index] ?? '');
  const labels = family.labels.filter(kept);
  if (labels.length === family.labels.length) return family;
  const { read } = family;
  const readKept = (row: Row, emit: Emit) => read(row, (value, ...own) => emit(value, ...own.filter(kept)));
  return { ...family, labels, read: readKept };
}
