import { ROUNDING } from '../../domain/index.ts';
import { type Chance, exponentialOf, nextBits, uniformOf } from './random.ts';

/**
 * One possible future of a queue: the Erlang A chain (Poisson arrivals, exponential handling and patience, first
 * come first served) played jump by jump from the state seen now, with the rolling window judged at every poll.
 * The event asked for is "in breach at any poll", so a future ends at its first breach. Playing the chain gives the
 * law of that first passage, correlation between polls included; its one-poll marginals are those of transient.ts.
 *
 * Gillespie, D. (1977). Exact stochastic simulation of coupled chemical reactions. J. Phys. Chem. 81(25).
 */

/** What one future takes for true. Rates per second. */
export interface Scenario {
  arrivalRate: number;
  /** Logarithm of the rate's growth over the whole horizon; it grows evenly. */
  growth: number;
  serviceRate: number;
  abandonRate: number;
  agents: number;
  /** Agents from poll `changeAt` on. */
  agentsLater: number;
  changeAt: number;
  /** Contacts of other queues that the same agents take, in the same line. */
  foreignRate: number;
}

/** The queue at this poll, and what its window holds already. */
export interface Present {
  readonly polls: number;
  readonly pollSeconds: number;
  readonly thresholdSeconds: number;
  readonly target: number;
  readonly minContacts: number;
  readonly busy: number;
  /** Ages in seconds of those who wait, oldest first. */
  readonly ages: readonly number[];
  /** Contacts that have ended by now and will still be in the window at poll 1, 2, ... */
  readonly knownEnded: Float64Array;
  readonly knownInTime: Float64Array;
  /** Polls after which a contact that ends now has left the window again. */
  readonly windowPolls: number;
}

export interface Outcome {
  /** The first poll (1, 2, ...) in breach; 0 for none. */
  breachAt: number;
  /** The least distance from breach at any poll, in contacts; negative in a breach. */
  margin: number;
}

/** Contacts in line that are kept track of: a power of two. Later ones could not be reached inside a horizon. */
const LINE = 4096;
const since = new Float64Array(LINE);
const foreign = new Uint8Array(LINE);
const endedBy = new Float64Array(1025);
const inTimeBy = new Float64Array(1025);

export function playFuture(present: Present, scenario: Scenario, chance: Chance, outcome: Outcome): void {
  const { polls, pollSeconds, thresholdSeconds, windowPolls } = present;
  const { serviceRate, abandonRate, foreignRate } = scenario;
  const growthPerPoll = Math.exp(scenario.growth / polls);
  let arrivalRate = scenario.arrivalRate * Math.sqrt(growthPerPoll);
  let agents = scenario.agents;
  let busy = present.busy;
  let ended = 0;
  let inTime = 0;
  let now = 0;
  let head = 0;
  let waiting = Math.min(present.ages.length, LINE - 1);
  for (let i = 0; i < waiting; i++) {
    since[i] = -present.ages[i]!;
    foreign[i] = 0;
  }
  endedBy[0] = 0;
  inTimeBy[0] = 0;
  outcome.breachAt = 0;
  outcome.margin = Number.POSITIVE_INFINITY;

  for (let poll = 1; poll <= polls; poll++) {
    if (poll === scenario.changeAt) agents = scenario.agentsLater;
    const pollAt = poll * pollSeconds;
    for (;;) {
      while (waiting > 0 && busy < agents) {
        busy++;
        waiting--;
        if (foreign[head] === 0) {
          ended++;
          if (now - since[head]! <= thresholdSeconds) inTime++;
        }
        head = (head + 1) & (LINE - 1);
      }
      const serving = busy * serviceRate;
      const arriving = arrivalRate + foreignRate;
      const pace = serving + arriving + waiting * abandonRate;
      const bits = nextBits(chance);
      now += exponentialOf(bits) / pace;
      // Exponential times have no memory: what is left of this one is drawn afresh after the poll.
      if (!(now < pollAt)) break;
      const jump = uniformOf(bits) * pace;
      if (jump < serving) {
        busy--;
      } else if (jump < serving + arriving) {
        if (waiting < LINE - 1) {
          const tail = (head + waiting) & (LINE - 1);
          since[tail] = now;
          foreign[tail] = jump < serving + arrivalRate ? 0 : 1;
          waiting++;
        }
      } else {
        const place = Math.min(waiting - 1, Math.floor((jump - serving - arriving) / abandonRate));
        if (foreign[(head + place) & (LINE - 1)] === 0) ended++;
        waiting--;
        for (let i = place; i < waiting; i++) {
          const to = (head + i) & (LINE - 1);
          const from = (to + 1) & (LINE - 1);
          since[to] = since[from]!;
          foreign[to] = foreign[from]!;
        }
      }
    }
    now = pollAt;
    arrivalRate *= growthPerPoll;
    endedBy[poll] = ended;
    inTimeBy[poll] = inTime;
    const left = Math.max(0, poll - windowPolls);
    const margin = marginOf(
      present.knownEnded[poll - 1]! + ended - endedBy[left]!,
      present.knownInTime[poll - 1]! + inTime - inTimeBy[left]!,
      present,
    );
    if (margin < outcome.margin) outcome.margin = margin;
    if (margin < 0) {
      outcome.breachAt = poll;
      return;
    }
  }
}

/**
 * How many contacts in time the window has more than the target asks for; a window of too few contacts is not
 * judged, and as far from a breach as it lacks contacts. Negative exactly where {@link isInBreach} is true.
 */
export function marginOf(
  ended: number,
  inTime: number,
  { target, minContacts }: Pick<Present, 'target' | 'minContacts'>,
): number {
  const margin = inTime - target * ended + ROUNDING;
  const lacking = minContacts - ended;
  return lacking > ROUNDING ? Math.max(0, margin) + Math.max(0, 1 - target) * lacking : margin;
}
