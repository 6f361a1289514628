import type { RoutingSettings } from '../domain/index.ts';

/** Desired routing configuration of the queues of one tenant. */
export interface DesiredState {
  readonly tenant: string;
  readonly queues: readonly DesiredQueue[];
}

export interface DesiredQueue {
  readonly id: string;
  readonly settings: RoutingSettings;
}

/** Violation in a desired state. */
export interface DesiredProblem {
  readonly queueId: string;
  /** `['id']`, or a path within a setting, such as `['skills', 0, 'id']`; empty for the whole queue. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}
