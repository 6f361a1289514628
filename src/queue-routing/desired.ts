import type { RoutingSettings } from '../domain/index.ts';

/** What the queues of one tenant shall be configured like. */
export interface DesiredState {
  readonly tenant: string;
  readonly queues: readonly DesiredQueue[];
}

export interface DesiredQueue {
  readonly id: string;
  readonly settings: RoutingSettings;
}

/** Where in a desired state something is wrong. */
export interface DesiredProblem {
  readonly queueId: string;
  /** `['id']`, or a setting and the place in it, such as `['skills', 0, 'id']`; empty for the queue as a whole. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}
