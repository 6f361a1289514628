import { type AlarmRecord, announceable, announcedAhead, medianLeadMinutes } from './alarms.ts';
import type { BacktestResult } from './backtest.ts';
import type { HorizonComparison, Pair, PlanComparison } from './compare-plan.ts';
import { type Evaluation, METHODS, type Method, type MethodRecord } from './evaluation.ts';
import { EARLY_MINUTES, recommend } from './recommendation.ts';
import { type ScoreCard, type Scores, scoresOf } from './score-card.ts';

const DAY_SECONDS = 86_400;

/** Returns the result as a text report. */
export function formatReport({
  rows,
  rejected,
  firstRejected,
  evaluation,
  comparison,
}: BacktestResult): string {
  const queueDays = evaluation.watchedSeconds / DAY_SECONDS;
  const isEvaluated = METHODS.some((method) => scoresOf(evaluation.methods[method].all));
  const sections = [
    `${rows - evaluation.rowsWithoutCounts} rows of ${evaluation.queues.size} queues, ${queueDays.toFixed(1)} queue-days`,
    ...Object.entries(rejected).map(
      ([reason, lines]) => `rejected ${lines} lines: ${reason} (first: line ${firstRejected[reason]})`,
    ),
    ...withoutCounts(evaluation),
    ...(comparison ? planTable(comparison, rows) : []),
    ...(isEvaluated ? tables(evaluation, queueDays) : [whyNotEvaluated(evaluation)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What the plan adds, by horizon. */
function planTable({ horizons, plannedRows }: PlanComparison, rows: number): readonly string[] {
  if (plannedRows === 0)
    return [
      'No row of the trace has a plan: queue_id must be the id or name of a queue of the trace, and the times must overlap.',
    ];
  const rowsOf = (title: string, cardsOf: (horizon: HorizonComparison) => Pair<ScoreCard>) =>
    horizons.map((horizon) => {
      const { withPlan, without } = cardsOf(horizon);
      const [before, after] = [scoresOf(without), scoresOf(withPlan)];
      return [
        `${minutes(horizon.horizonSeconds)}, ${title}`,
        ratio(before?.baseRate),
        ratio(before?.skill),
        ratio(after?.skill),
        ratio(before?.calibrationError),
        ratio(after?.calibrationError),
      ];
    });
  return [
    formatTable(
      ['Without and with the plan', 'base rate', 'skill', 'with', 'calibration error', 'with'],
      [
        ...rowsOf('every poll', ({ all }) => all),
        ...rowsOf('not in breach', ({ beforeBreach }) => beforeBreach),
      ],
    ),
    `${percent(plannedRows, rows)} of the rows have a plan. The tables below are with it.`,
  ];
}

function withoutCounts({ rowsWithoutCounts }: Evaluation): readonly string[] {
  if (rowsWithoutCounts === 0) return [];
  return [`skipped ${rowsWithoutCounts} rows: they do not report the contacts answered`];
}

/** Reason and remedy. */
function whyNotEvaluated({ queues, horizonSeconds, longestWatchSeconds }: Evaluation): string {
  if (queues.size === 0)
    return 'No prediction can be evaluated: without the contacts answered, no breach can be determined. Record for longer, as the first polls may come before anything is counted, and from an API that counts contacts.';
  if (longestWatchSeconds < horizonSeconds)
    return `No prediction can be evaluated: its horizon of ${minutes(horizonSeconds)} must pass, and no queue was observed for more than ${minutes(longestWatchSeconds)} without a gap. Record for longer than the horizon; reliable figures take days.`;
  return 'No prediction can be evaluated: no prediction was made. A prediction requires the waiting contacts and the available and busy agents.';
}

function minutes(seconds: number): string {
  return `${Number((seconds / 60).toFixed(1))} minutes`;
}

function tables(evaluation: Evaluation, queueDays: number): readonly string[] {
  return [
    quality('Every poll', (record) => scoresOf(record.all), evaluation.methods),
    quality('Polls not in breach', (record) => scoresOf(record.beforeBreach), evaluation.methods),
    calibration(scoresOf(evaluation.methods.erlang_a.all)),
    alarms(evaluation.methods, queueDays),
    ...METHODS.map((method) => recommendationOf(method, evaluation.methods[method], queueDays)),
  ];
}

type Methods = Readonly<Record<Method, MethodRecord>>;

function quality(
  title: string,
  read: (record: MethodRecord) => Scores | undefined,
  methods: Methods,
): string {
  const scores = METHODS.map((method) => read(methods[method]));
  const row = (name: string, value: (scores: Scores) => string): string[] => [
    name,
    ...scores.map((each) => (each ? value(each) : '-')),
  ];
  return formatTable(
    [title, ...METHODS],
    [
      row('predictions', (each) => String(each.predictions)),
      row('base rate', (each) => ratio(each.baseRate)),
      row('Brier score', (each) => ratio(each.brier)),
      row('skill over the base rate', (each) => ratio(each.skill)),
      row('ROC AUC', (each) => ratio(each.auc)),
      row('recall at precision 0.7', (each) => ratio(each.recall)),
      row('expected calibration error', (each) => ratio(each.calibrationError)),
    ],
  );
}

function calibration(scores: Scores | undefined): string {
  return formatTable(
    ['Calibration of erlang_a', 'predictions', 'predicted', 'observed'],
    (scores?.calibration ?? []).map(({ from, to, predictions, meanProbability, observedShare }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      String(predictions),
      ratio(meanProbability),
      ratio(observedShare),
    ]),
  );
}

function alarms(methods: Methods, queueDays: number): string {
  const records = METHODS.map((method) => methods[method].decided);
  const row = (name: string, value: (record: AlarmRecord) => string): string[] => [
    name,
    ...records.map(value),
  ];
  return formatTable(
    ['Alarms by the decision of each method', ...METHODS],
    [
      row('breaches', ({ breaches }) => String(breaches)),
      row(`after ${EARLY_MINUTES} minutes or more without a breach`, (record) =>
        String(announceable(record, EARLY_MINUTES)),
      ),
      row('announced at least a poll ahead', (record) => percent(announcedAhead(record), record.breaches)),
      row(`announced at least ${EARLY_MINUTES} minutes ahead`, (record) =>
        percent(announcedAhead(record, EARLY_MINUTES), record.breaches),
      ),
      row(`share of those after ${EARLY_MINUTES} minutes without a breach`, (record) =>
        percent(announcedAhead(record, EARLY_MINUTES), announceable(record, EARLY_MINUTES)),
      ),
      row('median lead time, minutes', (record) => String(medianLeadMinutes(record) ?? '-')),
      row('false alarms per queue-day', ({ falseAlarms }) =>
        queueDays > 0 ? (falseAlarms / queueDays).toFixed(2) : '-',
      ),
    ],
  );
}

function recommendationOf(method: Method, record: MethodRecord, queueDays: number): string {
  const lines = recommend(record, queueDays).map(
    ({ falseAlarmsPer8Hours, threshold, announced = 0, announcedEarly = 0, announcedEarlyOfPossible = 0 }) =>
      threshold === undefined
        ? `no threshold raises at most ${falseAlarmsPer8Hours} false alarms per queue in 8 hours`
        : `at most ${falseAlarmsPer8Hours} per queue in 8 hours: threshold ${threshold.toFixed(2)}, announces ` +
          `${percent(announced)} of breaches, ${percent(announcedEarly)} at least ${EARLY_MINUTES} minutes ahead ` +
          `(${percent(announcedEarlyOfPossible)} of those after ${EARLY_MINUTES} minutes without a breach)`,
  );
  return [`Recommended thresholds for ${method} by the limit of false alarms`, ...lines].join('\n  ');
}

const ratio = (value: number | undefined): string => value?.toFixed(4) ?? '-';
const percent = (part: number, whole = 1): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(0)} %` : '-';

/** Formats a text table: the first column aligned left, the others right. */
function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
