import { QUEUE_LABELS as LABELS_OF_QUEUES } from '../../src/metrics/index.ts';

/** Prometheus rules as data; `render.ts` writes them as YAML. Durations are Prometheus's own texts, such as `5m`. */

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Why, for whoever reads the YAML. */
  readonly comment?: string;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  /** Stays firing this long after the condition has ended: a figure missing for a moment is no all-clear. */
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
  /** Without folder, such as `recording.yaml`. */
  readonly name: string;
  /** What the file holds, in a line or two. */
  readonly comment: string;
  readonly groups: readonly RuleGroup[];
}

/** The labels that tell queues apart; every rule named `queue:...` has exactly these. */
export const QUEUE_LABELS = LABELS_OF_QUEUES.join(', ');

/** Largest value per queue: two exporters that watch the same tenant count once. */
export function perQueue(selector: string): string {
  return `max by (${QUEUE_LABELS}) (${selector})`;
}

/** A text over several lines, each after a `|` that marks its margin. Lines that end up empty are left out. */
export function lines(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: strings }, ...values)
    .split('\n')
    .map((line) => line.replace(/^\s*\|\s?/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
