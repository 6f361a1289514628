import { chanceText, formatDuration, isInBreach, percentText } from '../../domain/index.ts';
import { countedOutcomes, type Outcomes } from '../model/history.ts';
import type { QueueModel } from '../model/queue-model.ts';
import type { Estimates } from './estimate-summary.ts';

export interface ReasonFacts {
  readonly model: QueueModel;
  readonly window: Outcomes;
  readonly estimates: Estimates;
  readonly probability: number;
  readonly agentsNeeded: number | undefined;
  /** Probability below which `agentsNeeded` bring the risk. */
  readonly targetProbability: number;
  /** Smallest staff that meets the target at the estimated load, and agents serving at this poll. */
  readonly agentsRequired: number | undefined;
  readonly agentsServing: number | undefined;
}

/** Polls before which the estimates rest on little more than their priors. */
const WARM_UP_POLLS = 40;

/** The prediction in a supervisor's words. */
export function reasonFor(facts: ReasonFacts): string {
  return [headline(facts), staffing(facts), remedy(facts), caveat(facts)].filter(Boolean).join(' ');
}

function headline({ model, window, estimates, probability }: ReasonFacts): string {
  const { policy, waiting = 0, oldestWaitSeconds } = model.last;
  const counted = countedOutcomes(window, policy.abandons);
  const isBelow = isInBreach(counted, window.answeredWithinThreshold, policy);
  // Inferred outcomes are good enough to predict from, but are not stated as a fact.
  const isCounted = estimates.source !== 'inferred' && counted > 0;
  const now = isCounted ? ` (now ${percentText(window.answeredWithinThreshold / counted)})` : '';
  // For a queue already in breach the probability of a breach carries no information.
  const outlook = isBelow
    ? `The service level${now} is below ${percentText(policy.target)}`
    : `${chanceText(probability)} chance that the service level${now} falls below ${percentText(policy.target)} ` +
      `within ${formatDuration(policy.horizonSeconds)}`;
  const oldest =
    waiting > 0 && oldestWaitSeconds !== undefined ? `, the oldest ${Math.round(oldestWaitSeconds)} s` : '';
  const { arrivalsPerHour, handlingSeconds, agentsServing } = estimates;
  return (
    `${outlook}: ${waiting} waiting${oldest}; ` +
    `${Math.round(agentsServing)} agents for ${Math.round(arrivalsPerHour)} contacts an hour ` +
    `of ${Math.round(handlingSeconds)} s each.`
  );
}

function staffing({ agentsRequired, agentsServing }: ReasonFacts): string {
  if (agentsRequired === undefined || agentsServing === undefined) return '';
  return `Agents at this load: needs ${agentsRequired}, has ${agentsServing}.`;
}

function remedy({ probability, agentsNeeded, targetProbability }: ReasonFacts): string {
  if (probability < targetProbability) return '';
  if (agentsNeeded === undefined)
    return `More agents alone would not bring the chance of a breach below ${percentText(targetProbability)}.`;
  const agents = agentsNeeded === 1 ? '1 more agent' : `${agentsNeeded} more agents`;
  return `${agents} would bring the chance of a breach below ${percentText(targetProbability)}.`;
}

function caveat({ estimates: { source, polls } }: ReasonFacts): string {
  if (polls < WARM_UP_POLLS) return 'The queue has been observed for a short time only.';
  if (source === 'window') return 'Less certain: the platform reports only counts of a sliding window.';
  if (source === 'inferred')
    return 'Least certain: the platform counts no outcomes; they are inferred from waiting contacts.';
  return '';
}
