import { setImmediate } from 'node:timers/promises';
import { queueKey } from '../../domain/index.ts';
import type { QueueForecast } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';
import { createPredictor } from '../predictor.ts';
import type { LoadedState, Request, RequestType, Response, ResponseValues, Slice } from './messages.ts';

/**
 * Returns a function that answers requests with a predictor of its own, in their order. It never rejects. After each
 * `sliceMs` of predicting, other work of the thread has its turn.
 */
export function createResponder(sliceMs = Infinity): (request: Request) => Promise<Response> {
  let predictor = createPredictor();
  /** Resolves when the last request has its response. */
  let responded: Promise<unknown> = Promise.resolve();

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
      case 'memory':
        return predictor.memory();
      case 'adopt':
        predictor = createPredictor({ memory: request.memory });
        return true;
    }
  }

  /** Imports the schema of the state only when there is a state. */
  async function load(text: string): Promise<LoadedState> {
    const { parseState } = await import('./parse-state.ts');
    const { state, ...loaded } = parseState(text);
    predictor = createPredictor({ state });
    return loaded;
  }

  async function predictSlice(
    tenant: string,
    observations: readonly QueueObservation[],
    isLast: boolean,
  ): Promise<Slice> {
    const queues: [string, QueueForecast][] = [];
    let cpuMicroseconds = 0;
    const remaining = observations.values();
    let isDone = false;
    while (!isDone) {
      const before = process.threadCpuUsage();
      isDone = predictUntil(performance.now() + sliceMs, remaining, queues);
      const { user, system } = process.threadCpuUsage(before);
      cpuMicroseconds += user + system;
      if (!isDone) await setImmediate();
    }
    const newest = observations[0]?.at;
    if (isLast && newest !== undefined) predictor.forget(newest);
    const { erlangA, occupancyRule } = predictor.scores(tenant);
    return {
      queues,
      brierScores: {
        ...(erlangA !== undefined && { erlang_a: erlangA }),
        ...(occupancyRule !== undefined && { occupancy_rule: occupancyRule }),
      },
      cpuSeconds: cpuMicroseconds / 1e6,
    };
  }

  /** Adds forecasts to `queues` until `end`, of the monotonic clock in milliseconds. Returns whether nothing remains. */
  function predictUntil(
    end: number,
    remaining: Iterator<QueueObservation>,
    queues: [string, QueueForecast][],
  ): boolean {
    for (;;) {
      const { done, value } = remaining.next();
      if (done) return true;
      queues.push(...predictQueue(value));
      if (performance.now() >= end) return false;
    }
  }

  /** No forecast, or one. */
  function predictQueue(observation: QueueObservation): [string, QueueForecast][] {
    const predicted = predictor.observe(observation);
    if (!predicted) return [];
    const { erlangA: prediction, estimatedWaitSeconds, further } = predicted;
    const staffing = predictor.staffing(observation);
    const key = queueKey({ id: observation.queueId, media: observation.media ?? 'all' });
    const forecast: QueueForecast = {
      prediction,
      ...(estimatedWaitSeconds !== undefined && { estimatedWaitSeconds }),
      ...(staffing && { staffing }),
      ...(further && { further }),
    };
    return [[key, forecast]];
  }

  return (request) => {
    const response = responded.then(() => respondTo(request));
    responded = response;
    return response;
  };
}
