/**
 * How good probabilities were, kept as counts per narrow bin so that a month fits in a few kilobytes. Ranks inside a
 * bin count as ties.
 */
export interface ScoreCard {
  readonly breaches: Float64Array;
  readonly calm: Float64Array;
  readonly said: Float64Array;
  squaredError: number;
}

export interface Scores {
  readonly predictions: number;
  /** Share of predictions that were followed by a breach. */
  readonly baseRate: number;
  readonly brier: number;
  /** 1 - Brier score / Brier score of always saying the base rate; absent when all outcomes are alike. */
  readonly skill?: number;
  /** Area under the receiver operating characteristic: chance that a breach was given the higher probability. */
  readonly auc?: number;
  /** The largest share of breaches found while 70 % of what is called a breach is one. */
  readonly recall?: number;
  /** Expected calibration error: mean distance of what was said from what came, over bins of a tenth. */
  readonly calibrationError: number;
  readonly calibration: readonly CalibrationBin[];
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  /** Mean probability said, and share that came true. */
  readonly said: number;
  readonly came: number;
}

const BINS = 2000;
const CALIBRATION_BINS = 10;
export const RECALL_PRECISION = 0.7;

export function createScoreCard(): ScoreCard {
  return {
    breaches: new Float64Array(BINS),
    calm: new Float64Array(BINS),
    said: new Float64Array(BINS),
    squaredError: 0,
  };
}

export function score(card: ScoreCard, probability: number, breached: boolean): void {
  const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
  (breached ? card.breaches : card.calm)[bin]! += 1;
  card.said[bin]! += probability;
  card.squaredError += (probability - Number(breached)) ** 2;
}

/** Undefined when nothing was scored. */
export function scoresOf(card: ScoreCard): Scores | undefined {
  const breaches = sum(card.breaches);
  const predictions = breaches + sum(card.calm);
  if (predictions === 0) return undefined;
  const baseRate = breaches / predictions;
  const brier = card.squaredError / predictions;
  const isMixed = breaches > 0 && breaches < predictions;
  const calibration = calibrationOf(card);
  return {
    predictions,
    baseRate,
    brier,
    skill: isMixed ? 1 - brier / (baseRate * (1 - baseRate)) : undefined,
    auc: isMixed ? areaUnderCurve(card, breaches, predictions - breaches) : undefined,
    recall: breaches > 0 ? recallAt(card, RECALL_PRECISION, breaches) : undefined,
    calibrationError: calibration.reduce(
      (error, bin) => error + (bin.predictions * Math.abs(bin.said - bin.came)) / predictions,
      0,
    ),
    calibration,
  };
}

function areaUnderCurve({ breaches, calm }: ScoreCard, breachTotal: number, calmTotal: number): number {
  let calmBelow = 0;
  let pairs = 0;
  for (let bin = 0; bin < BINS; bin++) {
    pairs += breaches[bin]! * (calmBelow + calm[bin]! / 2);
    calmBelow += calm[bin]!;
  }
  return pairs / breachTotal / calmTotal;
}

function recallAt({ breaches, calm }: ScoreCard, precision: number, breachTotal: number): number {
  let found = 0;
  let called = 0;
  let recall = 0;
  for (let bin = BINS - 1; bin >= 0; bin--) {
    found += breaches[bin]!;
    called += breaches[bin]! + calm[bin]!;
    if (called > 0 && found / called >= precision) recall = found / breachTotal;
  }
  return recall;
}

function calibrationOf({ breaches, calm, said }: ScoreCard): readonly CalibrationBin[] {
  const width = BINS / CALIBRATION_BINS;
  return Array.from({ length: CALIBRATION_BINS }, (_, index) => {
    const part = (bins: Float64Array): number => sum(bins.subarray(index * width, (index + 1) * width));
    const predictions = part(breaches) + part(calm);
    return {
      from: index / CALIBRATION_BINS,
      to: (index + 1) / CALIBRATION_BINS,
      predictions,
      said: predictions > 0 ? part(said) / predictions : 0,
      came: predictions > 0 ? part(breaches) / predictions : 0,
    };
  }).filter(({ predictions }) => predictions > 0);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
