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

const [, , QUEUE_NAME_LABEL] = QUEUE_LABELS;

/** Limits on what is shown, from the configuration section `exposition`. */
export interface Cardinality {
  /** Names of families to hide, with wildcards `*` and `?`; families of the process are included. */
  readonly dropFamilies?: readonly string[];
  /** Labels to omit; only {@link DESCRIPTIVE_LABELS} are allowed. */
  readonly dropLabels?: readonly string[];
  /** A tenant with more series shows its tenant metrics only, without those of its queues. */
  readonly maxSeriesPerTenant?: number;
}

/** A label that identifies series and therefore cannot be dropped. */
export class IdentifyingLabelError extends Error {
  override readonly name = 'IdentifyingLabelError';
  readonly code = 'identifying_label';
  readonly label: string;

  constructor(label: string) {
    super(
      `Label ${label} cannot be dropped: series that differ only in it would collide. ` +
        `Drop whole families instead, or one of the labels ${DESCRIPTIVE_LABELS.join(', ')}.`,
    );
    this.label = label;
  }
}

/** Families and labels that are shown. */
export interface Catalogue {
  readonly shows: (family: string) => boolean;
  readonly queueFamilies: readonly Family<QueueView>[];
  readonly tenantFamilies: readonly Family<TenantSnapshot>[];
  /** Labels of a row as fields: escaped, each with the separator before it. */
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
  const shown = <Row>(families: readonly Family<Row>[], dropped: readonly string[]) =>
    families.filter(({ name }) => shows(name)).map((family) => withoutLabels(family, dropped));
  return {
    shows,
    queueFamilies: shown(queueFamilies, dropLabels),
    // Series of a tenant have no id of a queue: there, its name identifies them.
    tenantFamilies: shown(
      tenantFamilies,
      dropLabels.filter((label) => label !== QUEUE_NAME_LABEL),
    ),
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
