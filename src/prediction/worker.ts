import { parentPort, workerData } from 'node:worker_threads';
import { queueKey } from '../domain/index.ts';
import {
  createPredictor,
  type QueueForecast,
  type QueueObservation,
  type TenantForecast,
} from '../signals/index.ts';
import type { Answer, Answers, Request } from './messages.ts';

/** The thread that predicts: its arithmetic never holds up a scrape or a poll. */

const predictor = createPredictor({ state: workerData });

parentPort?.on('message', (request: Request) => {
  const answer: Answer = answerTo(request);
  parentPort?.postMessage(answer);
});

function answerTo(request: Request): Answer {
  const { number } = request;
  try {
    return { number, value: valueFor(request) };
  } catch (error) {
    return { number, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function valueFor(request: Request): Answers[keyof Answers] {
  if (request.ask === 'state') return predictor.toState();
  if (request.ask === 'explanation') return predictor.explain(request.queue);
  return forecast(request.tenant, request.observations);
}

function forecast(tenant: string, observations: readonly QueueObservation[]): TenantForecast {
  const queues = new Map<string, QueueForecast>();
  for (const observation of observations) {
    const predicted = predictor.observe(observation);
    if (!predicted) continue;
    const { erlangA: prediction, estimatedWaitSeconds } = predicted;
    queues.set(queueKey({ id: observation.queueId, media: observation.media ?? 'all' }), {
      prediction,
      estimatedWaitSeconds,
    });
  }
  const newest = observations[0]?.at;
  if (newest !== undefined) predictor.forget(newest);
  const { erlangA, occupancyRule } = predictor.scores(tenant);
  return { queues, brierScores: { erlang_a: erlangA, occupancy_rule: occupancyRule } };
}
