import { meanRate, rateUncertainty } from '../model/arrival-rate.ts';
import { handlingSeconds, ownShare, patienceSeconds } from '../model/estimates.ts';
import type { OutcomeSource } from '../model/increments.ts';
import type { QueueModel } from '../model/queue-model.ts';

/** Estimates behind a forecast, each with its sample size. */
export interface Estimates {
  /** Polls since the queue was first seen. */
  readonly polls: number;
  readonly source: OutcomeSource;
  readonly arrivalsPerHour: number;
  /** Standard deviation of the arrival rate as a share of it. */
  readonly arrivalsUncertainty: number;
  readonly handlingSeconds: number;
  readonly handlingSamples: number;
  readonly patienceSeconds: number;
  readonly patienceSamples: number;
  readonly agentsServing: number;
  /** Share of the agents' busy time that this queue's contacts take. */
  readonly ownShare: number;
}

export function summarizeEstimates({ arrivals, statistics, polls, source }: QueueModel): Estimates {
  const handling = handlingSeconds(statistics);
  const patience = patienceSeconds(statistics);
  return {
    polls,
    source,
    arrivalsPerHour: 3600 * meanRate(arrivals),
    arrivalsUncertainty: rateUncertainty(arrivals),
    handlingSeconds: handling.value,
    handlingSamples: Math.round(handling.samples),
    patienceSeconds: patience.value,
    patienceSamples: Math.round(patience.samples),
    agentsServing: statistics.agentsShortTerm,
    ownShare: ownShare(statistics),
  };
}
