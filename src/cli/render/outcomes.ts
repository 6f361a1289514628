import { type DesiredStateFile, formatProblem } from '../../config/index.ts';
import type { Outcome, OutcomeKind, QueuePlan } from '../../queue-routing/index.ts';
import { differenceLines } from './differences.ts';
import { queueTitle, versionText } from './plan.ts';
import type { Paint } from './terminal.ts';

const CHECK_AGAIN = 'run queue plan to see the current configuration';

const MEANINGS: Readonly<Record<OutcomeKind, (outcome: Outcome) => string>> = {
  applied: ({ version }) => `applied${versionText(', version ', version)}`,
  overwritten: ({ version }) =>
    `applied, but it was changed by another client since${versionText('; now version ', version)}:`,
  ignored: ({ version }) =>
    `accepted${versionText(' as version ', version)}, but the platform returns other values:`,
  not_propagated: ({ version, reason }) =>
    `accepted${versionText(' as version ', version)}, but not visible on the platform: ${reason}; ${CHECK_AGAIN}`,
  unknown: ({ reason }) => `unknown whether it was applied: ${reason}; ${CHECK_AGAIN}`,
  conflict: ({ version, reason, differences }) =>
    differences
      ? `not applied: it was changed by another client since the plan${versionText('; now version ', version)}:`
      : `not applied: another client is changing it: ${reason}`,
  refused: ({ reason }) => `not applied: ${reason}`,
  not_attempted: ({ reason }) => `not attempted: ${reason}`,
};

export function outcomeLines(
  plan: QueuePlan,
  outcome: Outcome,
  { problemAt }: DesiredStateFile,
  paint: Paint,
): readonly string[] {
  const { kind, differences = [], problems = [], unrecorded } = outcome;
  const meaning = paint(kind === 'applied' ? 'green' : 'red', MEANINGS[kind](outcome));
  return [
    `${paint('bold', queueTitle(plan))}: ${meaning}`,
    ...differenceLines(differences, paint).map((line) => `  ${line}`),
    ...problems.map((problem) => `  ${formatProblem(problemAt({ queueId: plan.queue.id, ...problem }))}`),
    ...(unrecorded !== undefined && kind !== 'not_attempted'
      ? [paint('red', `  the outcome is not in the audit log: ${unrecorded}`)]
      : []),
  ];
}

/** `2 applied, 1 conflict, 1 not attempted` */
export function summaryText(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, ({ kind }) => kind);
  return [...counts].map(([kind, each]) => `${each.length} ${kind.replaceAll('_', ' ')}`).join(', ');
}
