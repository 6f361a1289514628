import { type Outcomes, windowNow } from '../model/history.ts';
import type { QueueObservation } from '../model/observation.ts';
import { beliefsOf, presentOf, type QueueModel } from '../model/queue-model.ts';
import { type Stretch, type TransientPoint, transient } from '../queueing/transient.ts';
import { type Beliefs, type Forecast, forecast } from '../sampling/forecast.ts';
import type { Present } from '../sampling/sample-paths.ts';
import { type Estimates, estimatesOf } from './estimate-summary.ts';
import { reasonFor } from './reason.ts';

export interface Explanation {
  readonly observation: QueueObservation;
  /** The rolling window as it is known. */
  readonly window: Outcomes;
  readonly estimates: Estimates;
  readonly probability: number;
  /** Chance of a breach by so many seconds from now. */
  readonly curve: readonly { readonly seconds: number; readonly probability: number }[];
  /** The queue's own course at the estimates' middle: Erlang A in transition. */
  readonly course: readonly TransientPoint[];
  /** Fewest more agents, there at once, that bring the chance below {@link RELIEF}; absent when none would or need. */
  readonly agentsNeeded?: number;
  /** For a supervisor, in a sentence or two. */
  readonly reason: string;
}

/** The chance that more agents should bring it under. */
export const RELIEF = 0.2;
/** More agents than this at once are not to be had. */
const MOST_MORE_AGENTS = 50;
const COURSE_POINTS = 10;

/**
 * Plays the forecast again with more to show for it. `probabilityOf` is the calibrated reading of a forecast.
 * Undefined when the platform did not tell what waits or who serves.
 */
export function explain(
  model: QueueModel,
  probabilityOf: (outlook: Forecast) => number,
): Explanation | undefined {
  const present = presentOf(model);
  if (!present) return undefined;
  const beliefs = beliefsOf(model);
  const outlook = forecast(present, beliefs);
  const probability = probabilityOf(outlook);
  const withMore = (more: number): number =>
    probabilityOf(forecast(present, { ...beliefs, agents: beliefs.agents + more }));
  const agentsNeeded = probability < RELIEF ? undefined : fewestMore(withMore);
  const facts = { model, window: windowNow(model.history), estimates: estimatesOf(model), probability };
  return {
    observation: model.last,
    window: facts.window,
    estimates: facts.estimates,
    probability,
    curve: curveOf(outlook, probability, present.pollSeconds),
    course: courseOf(present, beliefs, facts.estimates),
    agentsNeeded,
    reason: reasonFor({ ...facts, agentsNeeded, relief: RELIEF }),
  };
}

/** Rises with the share of futures in breach, to the probability at the horizon. */
function curveOf({ curve }: Forecast, probability: number, pollSeconds: number): Explanation['curve'] {
  const whole = curve.at(-1) ?? 0;
  return Array.from(curve, (share, poll) => ({
    seconds: (poll + 1) * pollSeconds,
    probability: whole > 0 ? (probability * share) / whole : 0,
  }));
}

function fewestMore(withMore: (more: number) => number): number | undefined {
  for (let more = 1; more <= MOST_MORE_AGENTS; more++) if (withMore(more) < RELIEF) return more;
  return undefined;
}

function courseOf(present: Present, beliefs: Beliefs, estimates: Estimates): readonly TransientPoint[] {
  const seconds = (present.polls * present.pollSeconds) / COURSE_POINTS;
  const stretches = Array.from({ length: COURSE_POINTS }, (_, index): Stretch => {
    const growth = Math.exp((beliefs.expectedGrowth * (index + 0.5)) / COURSE_POINTS);
    return {
      seconds,
      arrivalRate: (estimates.arrivalsPerHour / 3600) * growth + beliefs.foreignRate,
      handlingSeconds: beliefs.handlingSeconds,
      patienceSeconds: beliefs.patienceSeconds,
      agents: Math.round(beliefs.agents),
    };
  });
  return transient(present.ages.length + present.busy, stretches, present.thresholdSeconds);
}

/**
 * How long the next contact would wait if it did not give up: the places before it empty as contacts are served or
 * lose patience (the mean of the chain in erlang-a.ts). Undefined with nobody there to serve.
 */
export function estimatedWaitSeconds({ ages, busy }: Present, beliefs: Beliefs): number | undefined {
  const agents = Math.max(busy, beliefs.agents);
  if (ages.length === 0 && beliefs.agents - busy >= FREE_FROM) return 0;
  if (agents < FREE_FROM) return undefined;
  let seconds = 0;
  for (let ahead = 0; ahead <= ages.length; ahead++) {
    seconds += 1 / (agents / beliefs.handlingSeconds + ahead / beliefs.patienceSeconds);
  }
  return seconds;
}

/** Smoothed staffing this far above those busy is an agent free. */
const FREE_FROM = 0.5;
