import { meanRate, rateUncertainty } from '../model/arrival-rate.ts';
import { handlingSeconds, ownShare, patienceSeconds } from '../model/estimates.ts';
import type { OutcomeSource } from '../model/increments.ts';
import type { QueueModel } from '../model/queue-model.ts';

/** What a forecast rests on, each with the size of the sample behind it. */
export interface Estimates {
  /** Polls taken in since the queue was first seen. */
  readonly polls: number;
  readonly source: OutcomeSource;
  readonly arrivalsPerHour: number;
  /** Standard deviation of the arrival rate as a share of itself. */
  readonly arrivalsUncertainty: number;
  readonly handlingSeconds: number;
  readonly handlingSamples: number;
  readonly patienceSeconds: number;
  readonly patienceSamples: number;
  readonly agentsServing: number;
  /** Share of the agents' busy time that this queue's contacts take. */
  readonly ownShare: number;
}

export function estimatesOf({ arrivals, evidence, polls, source }: QueueModel): Estimates {
  const handling = handlingSeconds(evidence);
  const patience = patienceSeconds(evidence);
  return {
    polls,
    source,
    arrivalsPerHour: 3600 * meanRate(arrivals),
    arrivalsUncertainty: rateUncertainty(arrivals),
    handlingSeconds: handling.value,
    handlingSamples: Math.round(handling.samples),
    patienceSeconds: patience.value,
    patienceSamples: Math.round(patience.samples),
    agentsServing: evidence.agentsFast,
    ownShare: ownShare(evidence),
  };
}
