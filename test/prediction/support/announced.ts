import {
  announceable,
  announcedAhead,
  createAlarmRecord,
  createAlarmState,
  updateAlarm,
} from '../../../src/backtest/alarms.ts';
import { EARLY_MINUTES } from '../../../src/backtest/recommendation.ts';
import { isPredicted } from '../../../src/prediction/index.ts';
import { type EvaluatedRow, evaluateTrace, POLICY } from './evaluated-rows.ts';
import { FAMILIES, generateTrace } from './families.ts';

/**
 * Lead times that alarms reach at best: `node test/prediction/support/announced.ts [seeds...]` raises alarms on the
 * generated families by erlang_a, and by the oracle of evaluated-rows.ts. Only opening hours count.
 */

type Method = 'erlangA' | 'oracle';
type Queue = readonly EvaluatedRow[];

const POLL_SECONDS = 15;
const SHIFT_SECONDS = 8 * 3600;

function alarmsAt(queues: readonly Queue[], method: Method, threshold: number) {
  const record = createAlarmRecord();
  for (const rows of queues) {
    const state = createAlarmState();
    let wasInBreach = false;
    rows.forEach(({ inBreach, [method]: probability = 0 }, poll) => {
      state.isAbove = isPredicted(state.isAbove, probability, threshold);
      const begins = inBreach && !wasInBreach;
      updateAlarm(record, state, { at: poll * POLL_SECONDS, inBreach, begins }, POLICY.horizonSeconds);
      wasInBreach = inBreach;
    });
  }
  return record;
}

function best(queues: readonly Queue[], method: Method, allowed: number): string {
  const shifts = (queues.flat().length * POLL_SECONDS) / SHIFT_SECONDS;
  const scanned = Array.from({ length: 49 }, (_, i) => (i + 1) / 50).map((threshold) => {
    const record = alarmsAt(queues, method, threshold);
    return { threshold, record, early: announcedAhead(record, EARLY_MINUTES) };
  });
  const [top] = scanned
    .filter(({ record }) => record.falseAlarms <= allowed * shifts)
    .sort((a, b) => b.early + b.record.announced - a.early - a.record.announced);
  if (!top) return `${method}, ${allowed} false alarms per queue in 8 hours: no threshold`;
  const { record, early, threshold } = top;
  const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
  return [
    `${method}, ${allowed} false alarms per queue in 8 hours: threshold ${threshold.toFixed(2)}`,
    `${percent(record.announced, record.breaches)} of ${record.breaches} breaches announced`,
    `${percent(early, record.breaches)} ${EARLY_MINUTES} minutes ahead`,
    `${percent(early, announceable(record, EARLY_MINUTES))} of those after as long without a breach`,
  ].join(', ');
}

const seeds = process.argv.slice(2).map(Number);
const queues = FAMILIES.flatMap((family) =>
  (seeds.length > 0 ? seeds : [5001, 5002, 5003]).map((seed) => {
    const { rows, truth } = generateTrace(family, seed);
    return evaluateTrace(rows, { every: 1, truth });
  }),
);
for (const method of ['erlangA', 'oracle'] as const) {
  for (const allowed of [1, 3]) process.stdout.write(`${best(queues, method, allowed)}\n`);
}
