import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The shipped rules, read back as Prometheus reads them. */

export const ALERTS_FOLDER = join(import.meta.dirname, '../../alerts');

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

export const RULE_FILES = ['settings', 'recording', 'queues', 'platform', 'exporter'].map((name) =>
  join(ALERTS_FOLDER, 'rules', `${name}.yaml`),
);

export function readGroups(file: string): readonly Group[] {
  return (parse(readFileSync(file, 'utf8')) as { groups: Group[] }).groups;
}

export function allRules(): readonly Rule[] {
  return RULE_FILES.flatMap((file) => readGroups(file).flatMap(({ rules }) => rules));
}

export interface AlertingRule extends Rule {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export function alertingRules(): readonly AlertingRule[] {
  return allRules().filter((rule): rule is AlertingRule => rule.alert !== undefined);
}
