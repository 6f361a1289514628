import type { BrierScores, QueueForecast } from '../../signals/index.ts';
import type { Explanation } from '../explanation/explanation.ts';
import type { QueueName, QueueObservation } from '../model/observation.ts';
import type { PredictorMemory } from '../predictor.ts';

/** Messages between the threads. Each request gets one response with its id, in the order of the requests. */
export type Request = { readonly id: number } & (
  | {
      readonly type: 'slice';
      readonly tenant: string;
      readonly observations: readonly QueueObservation[];
      /** Whether it completes the tenant's forecast. */
      readonly isLast: boolean;
    }
  | { readonly type: 'withdraw'; readonly tenant: string; readonly at: number }
  | { readonly type: 'explanation'; readonly queue: QueueName }
  | { readonly type: 'load'; readonly text: string }
  | { readonly type: 'save' }
  | { readonly type: 'memory' }
  | { readonly type: 'adopt'; readonly memory: PredictorMemory }
);

export type RequestType = Request['type'];

/** A request without its id, which the sender adds. */
export type RequestBody<Type extends RequestType> = Omit<Extract<Request, { type: Type }>, 'id'> & {
  readonly type: Type;
};

/** Forecast of some of a tenant's queues. */
export interface Slice {
  /** By {@link queueKey}. */
  readonly queues: readonly (readonly [string, QueueForecast])[];
  readonly brierScores: BrierScores;
  readonly cpuSeconds: number;
}

export interface LoadedState {
  /** Why the text as a whole is not used: a state of another version, or none at all. `code` is stable. */
  readonly refused?: { readonly code: 'unknown_format' | 'invalid_state'; readonly problem: string };
  /** Parts that are not readable and were skipped. */
  readonly problems: readonly string[];
}

/** Value of the response by the type of the request. */
export interface ResponseValues {
  readonly slice: Slice;
  readonly withdraw: undefined;
  readonly explanation: Explanation | undefined;
  readonly load: LoadedState;
  /** The state as text. */
  readonly save: string;
  /** What the predictor remembers, for `adopt`. */
  readonly memory: PredictorMemory;
  readonly adopt: true;
}

export interface Response {
  readonly id: number;
  readonly type: RequestType;
  readonly value?: ResponseValues[RequestType] | undefined;
  /** Why the value is absent. */
  readonly problem?: string;
}
