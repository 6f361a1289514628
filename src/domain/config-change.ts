/** A change of a queue's configuration, as the platform's audit log tells it. Who made it is left to the platform. */
export interface ConfigChange {
  /** What tells it from all others of the tenant. */
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly queueId: string;
  readonly queue: string;
  /** In lower snake case, such as `update`. */
  readonly action: string;
  /** The version of the configuration that came of it. */
  readonly version?: number;
  /** Names of what was changed, in the platform's words. */
  readonly properties: readonly string[];
}
