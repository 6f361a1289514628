import { parentPort } from 'node:worker_threads';
import { queueKey } from '../../domain/index.ts';
import type { QueueForecast } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';
import { createPredictor } from '../model/predictor.ts';
import type { Answer, Answers, LoadedState, Request, Slice } from './messages.ts';

/** The thread that predicts, so that no forecast holds up a scrape or a poll. It computes and does no I/O. */

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
  switch (request.ask) {
    case 'slice':
      return slice(request.tenant, request.observations, request.isLast);
    case 'withdraw':
      return void predictor.withdraw(request.tenant, request.at);
    case 'explanation':
      return predictor.explain(request.queue);
    case 'load':
      return load(request.text);
    case 'save':
      return JSON.stringify(predictor.toState());
  }
}

/** The schema of the state is loaded only where there is a state. */
async function load(text: string): Promise<LoadedState> {
  const { parseState } = await import('./parse-state.ts');
  const { state, ...loaded } = parseState(text);
  predictor = createPredictor({ state });
  return loaded;
}

function slice(tenant: string, observations: readonly QueueObservation[], isLast: boolean): Slice {
  const before = process.threadCpuUsage();
  const queues: [string, QueueForecast][] = [];
  for (const observation of observations) {
    const predicted = predictor.observe(observation);
    if (!predicted) continue;
    const { erlangA: prediction, estimatedWaitSeconds } = predicted;
    const key = queueKey({ id: observation.queueId, media: observation.media ?? 'all' });
    queues.push([key, { prediction, estimatedWaitSeconds }]);
  }
  const newest = observations[0]?.at;
  if (isLast && newest !== undefined) predictor.forget(newest);
  const { erlangA, occupancyRule } = predictor.scores(tenant);
  const { user, system } = process.threadCpuUsage(before);
  return {
    queues,
    brierScores: { erlang_a: erlangA, occupancy_rule: occupancyRule },
    cpuSeconds: (user + system) / 1e6,
  };
}
