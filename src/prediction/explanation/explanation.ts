import { agentsShort, type StaffingEstimate, servingAgents } from '../../signals/index.ts';
import {
  type InputScratch,
  type ParameterPosterior,
  parameterPosteriorOf,
  type QueueState,
  queueStateOf,
} from '../model/forecast-inputs.ts';
import { currentWindow, type Outcomes } from '../model/history.ts';
import type { QueueObservation } from '../model/observation.ts';
import type { QueueModel } from '../model/queue-model.ts';
import { type ParameterInterval, type TransientPoint, transientCourse } from '../queueing/transient.ts';
import { type Forecast, isComputable, simulateForecast } from '../sampling/forecast.ts';
import type { PathScratch } from '../sampling/sample-paths.ts';
import { type Estimates, summarizeEstimates } from './estimate-summary.ts';
import { reasonFor } from './reason.ts';
import { staffingOf } from './staffing.ts';

export interface Explanation {
  readonly observation: QueueObservation;
  /** Outcomes in the rolling window, as far as it was observed. */
  readonly window: Outcomes;
  readonly estimates: Estimates;
  readonly probability: number;
  /** Probability of a breach by so many seconds from now. */
  readonly curve: readonly { readonly seconds: number; readonly probability: number }[];
  /** Transient course of the Erlang A queue at the estimates. Its keys are part of the JSON API. */
  readonly course: readonly TransientPoint[];
  /**
   * Fewest additional agents, available at once, that bring the probability below {@link TARGET_PROBABILITY}. Absent
   * when it is below already, or when more agents do not suffice.
   */
  readonly agentsNeeded?: number;
  /** Absent after few contacts. */
  readonly staffing?: StaffingEstimate;
  /** Agents missing to the required number. */
  readonly agentsShort?: number;
  /** A sentence or two for a supervisor. */
  readonly reason: string;
}

/** Probability below which additional agents should bring the risk. */
const TARGET_PROBABILITY = 0.2;
/** A search limit: more additional agents at once are not realistic. */
const MAX_ADDITIONAL_AGENTS = 50;
const COURSE_POINTS = 10;
const SECONDS_PER_HOUR = 3600;
/** Smoothed staffing this far above the busy agents means that an agent is free. */
const MIN_FREE_AGENTS = 0.5;

/**
 * Repeats the forecast and returns what it rests on. `probabilityOf` calibrates a forecast. Undefined when the waiting
 * contacts or the busy agents are unknown, or beyond computing.
 */
export function explain(
  model: QueueModel,
  probabilityOf: (forecast: Forecast) => number,
  scratch: InputScratch & PathScratch,
): Explanation | undefined {
  const state = queueStateOf(model, scratch);
  if (!state) return undefined;
  const posterior = parameterPosteriorOf(model, scratch);
  if (!isComputable(state, posterior)) return undefined;
  const forecast = simulateForecast(state, posterior, scratch);
  const probability = probabilityOf(forecast);
  const withAdditional = (more: number): number =>
    probabilityOf(simulateForecast(state, { ...posterior, agents: posterior.agents + more }, scratch));
  const agentsNeeded = probability < TARGET_PROBABILITY ? undefined : minAdditionalAgents(withAdditional);
  const window = currentWindow(model.history);
  const estimates = summarizeEstimates(model);
  const targetProbability = TARGET_PROBABILITY;
  const staffing = staffingOf(model);
  const short = agentsShort(staffing?.agentsRequired, model.last.agents);
  const agentsServing = servingAgents(model.last.agents);
  return {
    observation: model.last,
    window,
    estimates,
    probability,
    curve: curveOf(forecast, probability, state.pollSeconds),
    course: courseOf(state, posterior, estimates),
    ...(agentsNeeded !== undefined && { agentsNeeded }),
    ...(staffing && { staffing }),
    ...(short !== undefined && { agentsShort: short }),
    reason: reasonFor({
      model,
      window,
      estimates,
      probability,
      agentsNeeded,
      targetProbability,
      agentsRequired: staffing?.agentsRequired,
      agentsServing,
    }),
  };
}

/** Proportional to the first-passage distribution of the paths, with the calibrated probability at the horizon. */
function curveOf(
  { firstPassageCdf }: Forecast,
  probability: number,
  pollSeconds: number,
): Explanation['curve'] {
  const atHorizon = firstPassageCdf.at(-1) ?? 0;
  return Array.from(firstPassageCdf, (share, poll) => ({
    seconds: (poll + 1) * pollSeconds,
    probability: atHorizon > 0 ? (probability * share) / atHorizon : 0,
  }));
}

/** By bisection, since each step costs a forecast: the probability falls with every agent. */
function minAdditionalAgents(withAdditional: (more: number) => number): number | undefined {
  const isEnough = (more: number) => withAdditional(more) < TARGET_PROBABILITY;
  if (!isEnough(MAX_ADDITIONAL_AGENTS)) return undefined;
  let tooFew = 0;
  let enough = MAX_ADDITIONAL_AGENTS;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

function courseOf(
  state: QueueState,
  posterior: ParameterPosterior,
  estimates: Estimates,
): readonly TransientPoint[] {
  const seconds = (state.polls * state.pollSeconds) / COURSE_POINTS;
  const intervals = Array.from({ length: COURSE_POINTS }, (_, index): ParameterInterval => {
    const growth = Math.exp((posterior.expectedGrowth * (index + 0.5)) / COURSE_POINTS);
    return {
      seconds,
      arrivalRate: (estimates.arrivalsPerHour / SECONDS_PER_HOUR) * growth + posterior.crossTrafficRate,
      handlingSeconds: posterior.handlingSeconds,
      patienceSeconds: posterior.patienceSeconds,
      agents: Math.round(posterior.agents),
    };
  });
  return transientCourse(state.ages.length + state.busy, intervals, state.thresholdSeconds);
}

/**
 * Estimated wait of the next contact if it did not abandon: the places before it empty as contacts are served or abandon
 * (the mean of the chain in queueing/erlang-a.ts). Undefined without agents.
 */
export function estimatedWaitSeconds(
  { ages, busy }: QueueState,
  posterior: ParameterPosterior,
): number | undefined {
  const agents = Math.max(busy, posterior.agents);
  if (ages.length === 0 && posterior.agents - busy >= MIN_FREE_AGENTS) return 0;
  if (agents < MIN_FREE_AGENTS) return undefined;
  let seconds = 0;
  for (let ahead = 0; ahead <= ages.length; ahead++) {
    seconds += 1 / (agents / posterior.handlingSeconds + ahead / posterior.patienceSeconds);
  }
  return seconds;
}
