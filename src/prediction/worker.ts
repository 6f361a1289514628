import { parentPort } from 'node:worker_threads';
import { queueKey } from '../domain/index.ts';
import {
  createPredictor,
  type QueueForecast,
  type QueueObservation,
  type TenantForecast,
} from '../signals/index.ts';
import type { Answer, Answers, Request } from './messages.ts';

/** The thread that predicts, and keeps what it has learned: neither ever holds up a scrape or a poll. */

let predictor = createPredictor();
let answered: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  answered = answered.then(async () => parentPort?.postMessage(await answerTo(request)));
});

async function answerTo(request: Request): Promise<Answer> {
  const { number, ask } = request;
  try {
    return { number, ask, value: await valueFor(request) };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { number, ask, problem };
  }
}

async function valueFor(request: Request): Promise<Answers[keyof Answers]> {
  if (request.ask === 'load') return load(request.path);
  if (request.ask === 'save') return save(request.path);
  if (request.ask === 'explanation') return predictor.explain(request.queue);
  return forecast(request.tenant, request.observations);
}

/** What checks the file is loaded only where there is one. */
async function load(path: string): Promise<readonly string[]> {
  const { readState } = await import('./state-file.ts');
  const { state, problems } = await readState(path);
  predictor = createPredictor({ state });
  return problems;
}

async function save(path: string): Promise<undefined> {
  const { writeState } = await import('./state-file.ts');
  await writeState(path, predictor.toState());
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
