import { type AlarmRecord, announceable, announcedAhead, medianLeadMinutes } from './alarms.ts';
import type { BacktestResult } from './backtest.ts';
import { type Evaluation, METHODS, type Method, type MethodRecord } from './evaluation.ts';
import { EARLY_MINUTES, recommend } from './recommendation.ts';
import { type Scores, scoresOf } from './score-card.ts';
import { formatTable } from './table.ts';

const DAY_SECONDS = 86_400;

/** The result as text, for people. */
export function formatReport({ rows, rejected, firstRejected, evaluation }: BacktestResult): string {
  const queueDays = evaluation.watchedSeconds / DAY_SECONDS;
  const isJudged = METHODS.some((method) => scoresOf(evaluation.methods[method].all));
  const sections = [
    `${rows - evaluation.rowsWithoutCounts} rows of ${evaluation.queues.size} queues, ${queueDays.toFixed(1)} queue-days`,
    ...Object.entries(rejected).map(
      ([reason, lines]) => `refused ${lines} lines: ${reason} (first: line ${firstRejected[reason]})`,
    ),
    ...withoutCounts(evaluation),
    ...(isJudged ? judgement(evaluation, queueDays) : [whyNotJudged(evaluation)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function withoutCounts({ rowsWithoutCounts }: Evaluation): readonly string[] {
  if (rowsWithoutCounts === 0) return [];
  return [`left out ${rowsWithoutCounts} rows: they do not tell how many contacts were answered`];
}

/** What is missing, and what to do about it. */
function whyNotJudged({ queues, horizonSeconds, longestWatchSeconds }: Evaluation): string {
  if (queues.size === 0)
    return 'Nothing can be judged: without the contacts answered nobody can tell whether a breach came. Record for longer, as the first polls may come before anything is counted, and from an API that counts contacts.';
  if (longestWatchSeconds < horizonSeconds)
    return `Nothing can be judged: a prediction is once its horizon of ${minutes(horizonSeconds)} has passed, and no queue was watched for more than ${minutes(longestWatchSeconds)} without a gap. Record for longer than the horizon; figures to go by take days.`;
  return 'Nothing can be judged: no prediction was made. One takes the contacts that wait and the agents, available and busy.';
}

function minutes(seconds: number): string {
  return `${Number((seconds / 60).toFixed(1))} minutes`;
}

/** The tables. */
function judgement(evaluation: Evaluation, queueDays: number): readonly string[] {
  return [
    quality('Every poll', (record) => scoresOf(record.all), evaluation.methods),
    quality(
      'Polls not in breach: breaches still to come',
      (record) => scoresOf(record.coming),
      evaluation.methods,
    ),
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
      row('skill against the base rate', (each) => ratio(each.skill)),
      row('ROC AUC', (each) => ratio(each.auc)),
      row('recall at precision 0.7', (each) => ratio(each.recall)),
      row('expected calibration error', (each) => ratio(each.calibrationError)),
    ],
  );
}

function calibration(scores: Scores | undefined): string {
  return formatTable(
    ['Calibration of erlang_a', 'predictions', 'said', 'came'],
    (scores?.calibration ?? []).map(({ from, to, predictions, said, came }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      String(predictions),
      ratio(said),
      ratio(came),
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
    ['Alarms, as decided', ...METHODS],
    [
      row('breaches', ({ breaches }) => String(breaches)),
      row('after 5 minutes or more without one', (record) => String(announceable(record, EARLY_MINUTES))),
      row('announced a poll ahead or more', (record) => percent(announcedAhead(record), record.breaches)),
      row('announced 5 minutes ahead or more', (record) =>
        percent(announcedAhead(record, EARLY_MINUTES), record.breaches),
      ),
      row('of those after 5 minutes without one', (record) =>
        percent(announcedAhead(record, EARLY_MINUTES), announceable(record, EARLY_MINUTES)),
      ),
      row('median lead, minutes', (record) => String(medianLeadMinutes(record) ?? '-')),
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
        ? `no threshold keeps to ${falseAlarmsPer8Hours} false alarms per queue in 8 hours`
        : `at most ${falseAlarmsPer8Hours} per queue in 8 hours: threshold ${threshold.toFixed(2)}, announces ` +
          `${percent(announced)} of breaches, ${percent(announcedEarly)} at least 5 minutes ahead ` +
          `(${percent(announcedEarlyOfPossible)} of those after 5 minutes without one)`,
  );
  return [`Recommended thresholds for ${method} by the false alarms allowed`, ...lines].join('\n  ');
}

const ratio = (value: number | undefined): string => value?.toFixed(4) ?? '-';
const percent = (part: number, whole = 1): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(0)} %` : '-';
