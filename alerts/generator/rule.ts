import { QUEUE_LABELS as LABELS_OF_QUEUES } from '../../src/metrics/index.ts';

/** Prometheus rules as data; `render.ts` writes them as YAML. Durations are Prometheus's own texts, such as `5m`. */

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Reason, as a comment in the YAML. */
  readonly comment?: string;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  /** Time it keeps firing after the condition has ended, so that a short gap in the data does not resolve it. */
  readonly keepFiringFor?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly comment?: string;
}

export type Rule = RecordingRule | AlertingRule;

export interface RuleGroup {
  readonly name: string;
  /** Absent: Prometheus's own evaluation interval. */
  readonly interval?: string;
  readonly comment?: string;
  readonly rules: readonly Rule[];
}

export interface RuleFile {
  /** File name, such as `recording.yaml`. */
  readonly name: string;
  /** Header comment of the file. */
  readonly comment: string;
  readonly groups: readonly RuleGroup[];
}

/** Labels that identify a queue; every rule named `queue:...` has exactly these. */
export const QUEUE_LABELS = LABELS_OF_QUEUES.join(', ');

/** Maximum per queue, so that two exporters of the same tenant count once. */
export function perQueue(selector: string): string {
  return `max by (${QUEUE_LABELS}) (${selector})`;
}

/** Minimum per queue: of several horizons, a prediction for the shortest one. Two exporters of a tenant count once. */
export function shortestHorizon(selector: string): string {
  return `min by (${QUEUE_LABELS}) (${selector})`;
}

/** Multi-line text with `|` as the margin of each line. Empty lines are removed. */
export function lines(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: strings }, ...values)
    .split('\n')
    .map((line) => line.replace(/^\s*\|\s?/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
