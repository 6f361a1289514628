import type { QueueObservation, QueuePrediction } from '../prediction/index.ts';
import { addScore, createScoreCard, type ScoreCard } from './score-card.ts';

/** Predictions of the same rows with a plan and without it, by horizon. */
export interface PlanComparison {
  readonly horizons: readonly HorizonComparison[];
  readonly queues: Map<string, ComparedQueue>;
  /** Rows with a plan, of all rows. */
  plannedRows: number;
}

export interface HorizonComparison {
  readonly horizonSeconds: number;
  readonly all: Pair<ScoreCard>;
  /** Predictions made while the queue was not in breach. */
  readonly beforeBreach: Pair<ScoreCard>;
}

export interface Pair<T> {
  readonly withPlan: T;
  readonly without: T;
}

interface OpenPair {
  readonly at: number;
  readonly probability: Pair<number>;
  readonly inBreach: boolean;
  breached: boolean;
}

interface ComparedQueue {
  lastAt: number;
  pollSeconds: number;
  /** By horizon, the oldest first. */
  open: OpenPair[][];
}

/** A time between two polls longer than this many intervals is a gap: predictions made before it are not compared. */
const GAP_POLLS = 8;
const MIN_GAP_SECONDS = 120;

export function createPlanComparison(horizons: readonly number[]): PlanComparison {
  const cards = (): Pair<ScoreCard> => ({ withPlan: createScoreCard(), without: createScoreCard() });
  return {
    horizons: horizons.map((horizonSeconds) => ({ horizonSeconds, all: cards(), beforeBreach: cards() })),
    queues: new Map(),
    plannedRows: 0,
  };
}

/** Takes in one row with its predictions. */
export function comparePlan(
  comparison: PlanComparison,
  { tenant, queueId, media, at }: QueueObservation,
  { withPlan, without }: Pair<QueuePrediction>,
): void {
  const key = `${tenant}\u0000${queueId}\u0000${media ?? ''}`;
  const queue = comparison.queues.get(key) ?? {
    lastAt: at,
    pollSeconds: 0,
    open: comparison.horizons.map(() => []),
  };
  comparison.queues.set(key, queue);
  const seconds = at - queue.lastAt;
  if (seconds > Math.max(MIN_GAP_SECONDS, GAP_POLLS * queue.pollSeconds)) {
    queue.open = comparison.horizons.map(() => []);
  } else if (seconds > 0) queue.pollSeconds = seconds;
  queue.lastAt = at;
  const probabilities = { withPlan: probabilitiesOf(withPlan), without: probabilitiesOf(without) };
  const { breached: inBreach } = without;
  comparison.horizons.forEach((horizon, index) => {
    const open = queue.open[index] ?? [];
    resolve(horizon, open, at, inBreach);
    const probability = {
      withPlan: probabilities.withPlan[index],
      without: probabilities.without[index],
    };
    if (isKnown(probability)) open.push({ at, probability, inBreach, breached: false });
  });
}

/** Of the first horizon, then of the further ones. */
function probabilitiesOf({ erlangA, further = [] }: QueuePrediction): readonly (number | undefined)[] {
  return [erlangA, ...further].map(({ probability }) => probability);
}

function isKnown(pair: Pair<number | undefined>): pair is Pair<number> {
  return pair.withPlan !== undefined && pair.without !== undefined;
}

/** Scores the predictions whose horizon has passed. */
function resolve(
  { horizonSeconds, all, beforeBreach }: HorizonComparison,
  open: OpenPair[],
  at: number,
  breached: boolean,
): void {
  if (breached) for (const each of open) if (at - each.at <= horizonSeconds) each.breached = true;
  const settled = open.findIndex((each) => at - each.at < horizonSeconds);
  for (const { probability, inBreach, breached: outcome } of open.splice(
    0,
    settled < 0 ? open.length : settled,
  )) {
    for (const kind of ['withPlan', 'without'] as const) {
      addScore(all[kind], probability[kind], outcome);
      if (!inBreach) addScore(beforeBreach[kind], probability[kind], outcome);
    }
  }
}
