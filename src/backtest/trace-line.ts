import type { QueueObservation } from '../prediction/index.ts';

/** One observation as a line of a trace, which `parseTraceRow` reads back. What is unknown is left out. */
export function traceLine(observation: QueueObservation, queue: string): string {
  const { tenant, queueId, media, at, waiting, oldestWaitSeconds, agents, totals, policy } = observation;
  const { target, thresholdSeconds, windowSeconds } = policy;
  return `${JSON.stringify({
    time: new Date(Math.round(at * 1000)).toISOString(),
    tenant,
    queueId,
    queue,
    media,
    waiting,
    oldestWaitSeconds: oldestWaitSeconds ?? null,
    agents,
    ...totals,
    serviceLevel: { target, thresholdSeconds, windowSeconds },
  })}\n`;
}
