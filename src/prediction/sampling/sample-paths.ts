import { ROUNDING } from '../../domain/index.ts';
import type { QueueState } from '../model/forecast-inputs.ts';
import { exponentialFrom, nextSeed, type RandomState, uniformFrom } from './random.ts';
import { createParameters, type SampledParameters } from './sample-parameters.ts';

/**
 * One sample path of a queue: the Erlang A chain (Poisson arrivals, exponential handling and patience, first come first
 * served) simulated jump by jump from the state at this poll, with the rolling window evaluated at every poll. The event
 * of interest is "in breach at any poll", so a path ends at its first breach. Sample paths give the distribution of that
 * first passage, correlation between polls included; its one-poll marginals are those of queueing/transient.ts.
 *
 * Gillespie, D. (1977). Exact stochastic simulation of coupled chemical reactions. J. Phys. Chem. 81(25).
 */

export interface PathOutcome {
  /** The first poll (1, 2, ...) in breach; 0 without a breach. */
  breachAtPoll: number;
  /** The least distance from a breach at any poll, in contacts; negative in a breach. */
  margin: number;
}

/** Working memory of {@link simulatePath}; its content has no meaning between calls. */
export interface PathScratch {
  /** Of the path that is simulated. */
  readonly parameters: SampledParameters;
  /** Ring buffer of the line: when each contact arrived, seconds from now, and whether it is cross-traffic. */
  readonly arrivedAt: Float64Array;
  readonly isCrossTraffic: Uint8Array;
  /** Running counts of the path at poll 0, 1, 2, ... */
  readonly countedBy: Float64Array;
  readonly withinThresholdBy: Float64Array;
}

/** Waiting contacts tracked, a power of two. Later ones cannot be reached within a horizon. */
const LINE_CAPACITY = 4096;
/** Jumps at which a path stands still: half more than those for which a forecast is made. Rates without a bound would never end. */
const MAX_JUMPS = 150_000;
/** Polls that a path can have. */
const POLL_CAPACITY = 1024;

export function createPathScratch(): PathScratch {
  return {
    parameters: createParameters(),
    arrivedAt: new Float64Array(LINE_CAPACITY),
    isCrossTraffic: new Uint8Array(LINE_CAPACITY),
    countedBy: new Float64Array(POLL_CAPACITY + 1),
    withinThresholdBy: new Float64Array(POLL_CAPACITY + 1),
  };
}

/** Simulates one path and writes its result into `outcome`. */
export function simulatePath(
  state: QueueState,
  parameters: SampledParameters,
  random: RandomState,
  outcome: PathOutcome,
  scratch: PathScratch,
): void {
  const { polls, pollSeconds, thresholdSeconds, windowPolls, countedAbandon } = state;
  const { serviceRate, abandonRate, crossTrafficRate, arrivalRates, agents: agentsByPoll } = parameters;
  const { arrivedAt, isCrossTraffic, countedBy, withinThresholdBy } = scratch;
  let { seed } = random;
  let busy = state.busy;
  /** Contacts that the service level counts. */
  let counted = 0;
  let withinThreshold = 0;
  let now = 0;
  let head = 0;
  let waiting = Math.min(state.ages.length, LINE_CAPACITY - 1);
  for (let i = 0; i < waiting; i++) {
    arrivedAt[i] = -state.ages[i]!;
    isCrossTraffic[i] = 0;
  }
  countedBy[0] = 0;
  withinThresholdBy[0] = 0;
  outcome.breachAtPoll = 0;
  outcome.margin = Number.POSITIVE_INFINITY;
  let jumps = 0;

  for (let poll = 1; poll <= polls; poll++) {
    const arrivalRate = arrivalRates[poll - 1]!;
    const agents = agentsByPoll[poll - 1]!;
    const arriving = arrivalRate + crossTrafficRate;
    const offeredLoad = arriving / serviceRate;
    const pollAt = poll * pollSeconds;
    let isOver = false;
    while (!isOver) {
      while (waiting > 0 && busy < agents) {
        busy++;
        waiting--;
        if (isCrossTraffic[head] === 0) {
          counted++;
          if (now - arrivedAt[head]! <= thresholdSeconds) withinThreshold++;
        }
        head = (head + 1) & (LINE_CAPACITY - 1);
      }
      // Most jumps: an agent is free, so that no contact waits. No branch depends on the kind of jump, which no processor
      // predicts, and the kind depends on the busy agents by one comparison.
      let answered = 0;
      while (busy < agents) {
        const totalRate = busy * serviceRate + arriving;
        seed = nextSeed(seed);
        now += exponentialFrom(seed) / totalRate;
        if (!(now < pollAt) || jumps++ >= MAX_JUMPS) {
          isOver = true;
          break;
        }
        const uniform = uniformFrom(seed);
        const isArrival = Number(busy <= (offeredLoad * uniform) / (1 - uniform));
        busy = (busy + 2 * isArrival - 1) | 0;
        answered += isArrival & Number(uniform * totalRate < totalRate - crossTrafficRate);
      }
      counted += answered;
      withinThreshold += answered;
      if (isOver) break;
      const serving = busy * serviceRate;
      const totalRate = serving + arriving + waiting * abandonRate;
      seed = nextSeed(seed);
      now += exponentialFrom(seed) / totalRate;
      // Exponential times have no memory: the remainder of this one is drawn again after the poll.
      if (!(now < pollAt) || jumps++ >= MAX_JUMPS) break;
      const jump = uniformFrom(seed) * totalRate;
      if (jump < serving) {
        busy--;
      } else if (jump < serving + arriving) {
        if (waiting < LINE_CAPACITY - 1) {
          const tail = (head + waiting) & (LINE_CAPACITY - 1);
          arrivedAt[tail] = now;
          isCrossTraffic[tail] = jump < serving + arrivalRate ? 0 : 1;
          waiting++;
        }
      } else {
        const place = Math.min(waiting - 1, Math.floor((jump - serving - arriving) / abandonRate));
        if (isCrossTraffic[(head + place) & (LINE_CAPACITY - 1)] === 0) counted += countedAbandon;
        waiting--;
        for (let i = place; i < waiting; i++) {
          const to = (head + i) & (LINE_CAPACITY - 1);
          const from = (to + 1) & (LINE_CAPACITY - 1);
          arrivedAt[to] = arrivedAt[from]!;
          isCrossTraffic[to] = isCrossTraffic[from]!;
        }
      }
    }
    now = pollAt;
    countedBy[poll] = counted;
    withinThresholdBy[poll] = withinThreshold;
    const left = Math.max(0, poll - windowPolls);
    const margin = windowMargin(
      state.knownCounted[poll - 1]! + counted - countedBy[left]!,
      state.knownWithinThreshold[poll - 1]! + withinThreshold - withinThresholdBy[left]!,
      state,
    );
    if (margin < outcome.margin) outcome.margin = margin;
    if (margin < 0) {
      outcome.breachAtPoll = poll;
      break;
    }
  }
  random.seed = seed;
}

/**
 * Contacts answered within the threshold in excess of what the target requires. A window with too few contacts is not
 * evaluated, and counts as far from a breach as it lacks contacts. Negative exactly where {@link isInBreach} is true.
 */
export function windowMargin(
  counted: number,
  withinThreshold: number,
  { target, minContacts }: Pick<QueueState, 'target' | 'minContacts'>,
): number {
  const margin = withinThreshold - target * counted + ROUNDING;
  const lacking = minContacts - counted;
  return lacking > ROUNDING ? Math.max(0, margin) + Math.max(0, 1 - target) * lacking : margin;
}
