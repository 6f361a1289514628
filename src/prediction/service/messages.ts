import type { BrierScores, QueueForecast } from '../../signals/index.ts';
import type { Explanation } from '../explanation/explanation.ts';
import type { QueueName } from '../model/kept-queues.ts';
import type { QueueObservation } from '../model/observation.ts';

/** Messages between the threads. Each request is answered once, under its number, and in the order of the requests. */
export type Request = { readonly number: number } & (
  | {
      readonly ask: 'slice';
      readonly tenant: string;
      readonly observations: readonly QueueObservation[];
      /** Whether it completes the tenant's forecast. */
      readonly isLast: boolean;
    }
  | { readonly ask: 'withdraw'; readonly tenant: string; readonly at: number }
  | { readonly ask: 'explanation'; readonly queue: QueueName }
  | { readonly ask: 'load'; readonly text: string }
  | { readonly ask: 'save' }
);

/** Forecast of some of a tenant's queues. */
export interface Slice {
  /** By the key of the queue. */
  readonly queues: readonly (readonly [string, QueueForecast])[];
  readonly brierScores: BrierScores;
  readonly cpuSeconds: number;
}

export interface LoadedState {
  /** Why the text as a whole is no state of the predictor. */
  readonly damage?: string;
  /** Parts of it that could not be read, and were left out. */
  readonly problems: readonly string[];
}

export interface Answers {
  readonly slice: Slice;
  readonly withdraw: undefined;
  readonly explanation: Explanation | undefined;
  readonly load: LoadedState;
  /** The state as text. */
  readonly save: string;
}

export interface Answer {
  readonly number: number;
  readonly ask: Request['ask'];
  readonly value?: Answers[keyof Answers];
  /** Why there is no value. */
  readonly problem?: string;
}

export type Question<Ask extends Request['ask']> = Omit<Extract<Request, { ask: Ask }>, 'number'> & {
  readonly ask: Ask;
};
