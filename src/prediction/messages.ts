import type {
  Explanation,
  PredictorState,
  QueueName,
  QueueObservation,
  TenantForecast,
} from '../signals/index.ts';

/** What the threads say to each other. Each request is answered once, under its number. */
export type Request = { readonly number: number } & (
  | { readonly ask: 'forecast'; readonly tenant: string; readonly observations: readonly QueueObservation[] }
  | { readonly ask: 'explanation'; readonly queue: QueueName }
  | { readonly ask: 'state' }
);

export interface Answers {
  readonly forecast: TenantForecast;
  readonly explanation: Explanation | undefined;
  readonly state: PredictorState;
}

export interface Answer {
  readonly number: number;
  readonly value?: Answers[keyof Answers];
  /** Why there is no value. */
  readonly problem?: string;
}
