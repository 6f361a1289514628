import { chanceText, formatDuration, isInBreach, percentText } from '../../domain/index.ts';
import type { Outcomes } from '../model/history.ts';
import type { QueueModel } from '../model/queue-model.ts';
import type { Estimates } from './estimate-summary.ts';

export interface ReasonFacts {
  readonly model: QueueModel;
  readonly window: Outcomes;
  readonly estimates: Estimates;
  readonly probability: number;
  readonly agentsNeeded?: number;
  /** The chance that `agentsNeeded` bring it under. */
  readonly relief: number;
}

/** Polls before which the estimates rest on little more than the first guess. */
const FEW_POLLS = 40;

/** The prediction in the words of a supervisor. */
export function reasonFor(facts: ReasonFacts): string {
  return [headline(facts), remedy(facts), caveat(facts)].filter(Boolean).join(' ');
}

function headline({ model, window, estimates, probability }: ReasonFacts): string {
  const { policy, waiting = 0, oldestWaitSeconds } = model.last;
  const isBelow = isInBreach(window.ended, window.inTime, policy);
  // What is inferred is good enough to predict from, not to be told as a fact.
  const isCounted = estimates.source !== 'inferred' && window.ended > 0;
  const now = isCounted ? ` (now ${percentText(window.inTime / window.ended)})` : '';
  // Of a queue that is in breach, the chance of a breach says nothing.
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

function remedy({ probability, agentsNeeded, relief }: ReasonFacts): string {
  if (probability < relief) return '';
  if (agentsNeeded === undefined)
    return `More agents alone would not bring the chance of a breach below ${percentText(relief)}.`;
  const agents = agentsNeeded === 1 ? '1 more agent' : `${agentsNeeded} more agents`;
  return `${agents} would bring the chance of a breach below ${percentText(relief)}.`;
}

function caveat({ estimates: { source, polls } }: ReasonFacts): string {
  if (polls < FEW_POLLS) return 'The queue has been watched for a short time only.';
  if (source === 'window') return 'Less sure: the platform gives only counts of a sliding window.';
  if (source === 'inferred')
    return 'Least sure: the platform counts no outcomes; they are inferred from who waits.';
  return '';
}
