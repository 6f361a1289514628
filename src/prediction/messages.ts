import type { Explanation, QueueName, QueueObservation, TenantForecast } from '../signals/index.ts';

/** What the threads say to each other. Each request is answered once, under its number, and in the order asked. */
export type Request = { readonly number: number } & (
  | { readonly ask: 'forecast'; readonly tenant: string; readonly observations: readonly QueueObservation[] }
  | { readonly ask: 'explanation'; readonly queue: QueueName }
  | { readonly ask: 'load'; readonly path: string }
  | { readonly ask: 'save'; readonly path: string }
);

export interface Answers {
  readonly forecast: TenantForecast;
  readonly explanation: Explanation | undefined;
  /** Parts of the file that could not be read, in words. */
  readonly load: readonly string[];
  readonly save: undefined;
}

export interface Answer {
  readonly number: number;
  readonly ask: Request['ask'];
  readonly value?: Answers[keyof Answers];
  /** Why there is no value. */
  readonly problem?: string;
}
