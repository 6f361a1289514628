import { MIN_ABANDONMENTS, MIN_CONTACTS, type StaffingEstimate } from '../../signals/index.ts';
import { meanRate } from '../model/arrival-rate.ts';
import { countedShareOfAbandons, handlingSeconds, patienceSeconds } from '../model/estimates.ts';
import type { QueueModel } from '../model/queue-model.ts';
import { requiredAgents } from '../queueing/required-agents.ts';

/**
 * Load of a queue and the staff that it requires. Undefined until it rests on {@link MIN_CONTACTS} contacts, without busy
 * agents (from which the handling time follows), and where outcomes are inferred: those are no count of contacts.
 */
export function staffingOf({ arrivals, statistics, source, last }: QueueModel): StaffingEstimate | undefined {
  const { answered, abandoned } = statistics;
  if (source === 'inferred' || last.agents?.busy === undefined) return undefined;
  if (answered + abandoned < MIN_CONTACTS || answered <= 0 || statistics.busySeconds <= 0) return undefined;
  const arrivalRate = meanRate(arrivals);
  const handleSeconds = handlingSeconds(statistics).value;
  const patience = patienceSeconds(statistics);
  const { target, thresholdSeconds, abandons } = last.policy;
  const countedAbandon = countedShareOfAbandons(statistics, abandons);
  // Few abandonments say that contacts are patient, and little about how patient: the staff hardly depends on it then.
  const load = { arrivalRate, handlingSeconds: handleSeconds, patienceSeconds: patience.value };
  const agentsRequired = requiredAgents(load, target, thresholdSeconds, countedAbandon);
  return {
    arrivalRate,
    handleSeconds,
    ...(patience.samples >= MIN_ABANDONMENTS && { patienceSeconds: patience.value }),
    ...(agentsRequired !== undefined && { agentsRequired }),
  };
}
