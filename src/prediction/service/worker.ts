import { parentPort } from 'node:worker_threads';
import { queueKey } from '../../domain/index.ts';
import type { QueueForecast } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';
import { createPredictor } from '../predictor.ts';
import type { LoadedState, Request, RequestType, Response, ResponseValues, Slice } from './messages.ts';

/** The predictor's thread, so that no forecast delays a scrape or a poll. It computes and does no I/O. */

let predictor = createPredictor();
/** Resolves when the last request has its response; {@link respondTo} never rejects. */
let responded: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  responded = responded.then(async () => parentPort?.postMessage(await respondTo(request)));
});

async function respondTo(request: Request): Promise<Response> {
  const { id, type } = request;
  try {
    return { id, type, value: await valueFor(request) };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { id, type, problem };
  }
}

async function valueFor(request: Request): Promise<ResponseValues[RequestType]> {
  switch (request.type) {
    case 'slice':
      return predictSlice(request.tenant, request.observations, request.isLast);
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

/** Imports the schema of the state only when there is a state. */
async function load(text: string): Promise<LoadedState> {
  const { parseState } = await import('./parse-state.ts');
  const { state, ...loaded } = parseState(text);
  predictor = createPredictor({ state });
  return loaded;
}

function predictSlice(tenant: string, observations: readonly QueueObservation[], isLast: boolean): Slice {
  const before = process.threadCpuUsage();
  const queues: [string, QueueForecast][] = [];
  for (const observation of observations) {
    const predicted = predictor.observe(observation);
    if (!predicted) continue;
    const { erlangA: prediction, estimatedWaitSeconds } = predicted;
    const staffing = predictor.staffing(observation);
    const key = queueKey({ id: observation.queueId, media: observation.media ?? 'all' });
    queues.push([
      key,
      {
        prediction,
        ...(estimatedWaitSeconds !== undefined && { estimatedWaitSeconds }),
        ...(staffing && { staffing }),
      },
    ]);
  }
  const newest = observations[0]?.at;
  if (isLast && newest !== undefined) predictor.forget(newest);
  const { erlangA, occupancyRule } = predictor.scores(tenant);
  const { user, system } = process.threadCpuUsage(before);
  return {
    queues,
    brierScores: {
      ...(erlangA !== undefined && { erlang_a: erlangA }),
      ...(occupancyRule !== undefined && { occupancy_rule: occupancyRule }),
    },
    cpuSeconds: (user + system) / 1e6,
  };
}
