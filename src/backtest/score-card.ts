/**
 * Scores of probabilities, kept as counts per narrow bin so that a month fits in a few kilobytes. Ranks inside a bin count
 * as ties.
 */
export interface ScoreCard {
  readonly breaches: Float64Array;
  readonly nonBreaches: Float64Array;
  readonly probabilitySum: Float64Array;
  squaredError: number;
}

export interface Scores {
  readonly predictions: number;
  /** Share of predictions that were followed by a breach. */
  readonly baseRate: number;
  readonly brier: number;
  /** 1 - Brier score / Brier score of always predicting the base rate; absent when all outcomes are alike. */
  readonly skill?: number;
  /** Area under the receiver operating characteristic: how often a breach got the higher probability of a pair. */
  readonly auc?: number;
  /** Largest recall at a precision of {@link RECALL_PRECISION}. */
  readonly recall?: number;
  /** Expected calibration error: mean distance of the predicted from the observed share, over bins of a tenth. */
  readonly calibrationError: number;
  readonly calibration: readonly CalibrationBin[];
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  /** Mean predicted probability, and observed share of breaches. */
  readonly meanProbability: number;
  readonly observedShare: number;
}

const BINS = 2000;
const CALIBRATION_BINS = 10;
export const RECALL_PRECISION = 0.7;

export function createScoreCard(): ScoreCard {
  return {
    breaches: new Float64Array(BINS),
    nonBreaches: new Float64Array(BINS),
    probabilitySum: new Float64Array(BINS),
    squaredError: 0,
  };
}

export function addScore(card: ScoreCard, probability: number, breached: boolean): void {
  const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
  add(breached ? card.breaches : card.nonBreaches, bin, 1);
  add(card.probabilitySum, bin, probability);
  card.squaredError += (probability - Number(breached)) ** 2;
}

/** Undefined without scored predictions. */
export function scoresOf(card: ScoreCard): Scores | undefined {
  const breaches = sum(card.breaches);
  const predictions = breaches + sum(card.nonBreaches);
  if (predictions === 0) return undefined;
  const baseRate = breaches / predictions;
  const brier = card.squaredError / predictions;
  const isMixed = breaches > 0 && breaches < predictions;
  const calibration = calibrationOf(card);
  return {
    predictions,
    baseRate,
    brier,
    ...(isMixed && {
      skill: 1 - brier / (baseRate * (1 - baseRate)),
      auc: areaUnderCurve(card, breaches, predictions - breaches),
    }),
    ...(breaches > 0 && { recall: recallAt(card, RECALL_PRECISION, breaches) }),
    calibrationError: calibration.reduce(
      (error, bin) =>
        error + (bin.predictions * Math.abs(bin.meanProbability - bin.observedShare)) / predictions,
      0,
    ),
    calibration,
  };
}

function areaUnderCurve(
  { breaches, nonBreaches }: ScoreCard,
  breachTotal: number,
  nonBreachTotal: number,
): number {
  let below = 0;
  let pairs = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const here = nonBreaches[bin] ?? 0;
    pairs += (breaches[bin] ?? 0) * (below + here / 2);
    below += here;
  }
  return pairs / breachTotal / nonBreachTotal;
}

function recallAt({ breaches, nonBreaches }: ScoreCard, precision: number, breachTotal: number): number {
  let found = 0;
  let predictedCount = 0;
  let recall = 0;
  for (let bin = BINS - 1; bin >= 0; bin--) {
    found += breaches[bin] ?? 0;
    predictedCount += (breaches[bin] ?? 0) + (nonBreaches[bin] ?? 0);
    if (predictedCount > 0 && found / predictedCount >= precision) recall = found / breachTotal;
  }
  return recall;
}

function calibrationOf({ breaches, nonBreaches, probabilitySum }: ScoreCard): readonly CalibrationBin[] {
  const width = BINS / CALIBRATION_BINS;
  return Array.from({ length: CALIBRATION_BINS }, (_, index) => {
    const part = (bins: Float64Array): number => sum(bins.subarray(index * width, (index + 1) * width));
    const predictions = part(breaches) + part(nonBreaches);
    return {
      from: index / CALIBRATION_BINS,
      to: (index + 1) / CALIBRATION_BINS,
      predictions,
      meanProbability: predictions > 0 ? part(probabilitySum) / predictions : 0,
      observedShare: predictions > 0 ? part(breaches) / predictions : 0,
    };
  }).filter(({ predictions }) => predictions > 0);
}

function add(bins: Float64Array, bin: number, amount: number): void {
  bins[bin] = (bins[bin] ?? 0) + amount;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
