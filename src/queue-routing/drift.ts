import {
  type Collection,
  type Collector,
  defined,
  type QueueFacts,
  type QueueRouting,
  type RoutingReader,
} from '../domain/index.ts';
import type { DesiredState } from './desired.ts';
import { type Difference, differences } from './difference.ts';
import { inParallel } from './parallel.ts';

export interface DriftOptions {
  /** The half of the platform's port that cannot change anything. */
  readonly reader: RoutingReader;
  /** Read anew for each poll. */
  readonly desired: () => Promise<DesiredState>;
  /** Called once for each new set of differences; with none, when the queue is as desired again. */
  readonly onDrift: (queue: QueueRouting, differences: readonly Difference[]) => void;
  /** Called once for each queue that the platform does not have, until it does. */
  readonly onUnknown: (queueId: string) => void;
}

const READS_AT_ONCE = 2;

/** Compares the queues of a desired state with the platform: their version, and whether they have drifted. */
export function driftCollector({ reader, desired, onDrift, onUnknown }: DriftOptions): Collector {
  /** What was told of each queue; absent means as desired. */
  const told = new Map<string, string>();

  function tell(queue: QueueRouting, drift: readonly Difference[]): void {
    const text = drift.length === 0 ? undefined : JSON.stringify(drift);
    if (told.get(queue.id) === text) return;
    if (text === undefined) told.delete(queue.id);
    else told.set(queue.id, text);
    onDrift(queue, drift);
  }

  return {
    name: 'routing',
    collect: async (signal): Promise<Collection> => {
      const { queues } = await desired();
      const facts: QueueFacts[] = [];
      let unknown = 0;
      await inParallel(queues, READS_AT_ONCE, async ({ id, settings }) => {
        const queue = await reader.read(id, { collector: 'routing', signal });
        if (!queue) {
          unknown++;
          if (told.get(id) !== UNKNOWN) onUnknown(id);
          told.set(id, UNKNOWN);
          return;
        }
        const drift = differences(queue.settings, settings);
        tell(queue, drift);
        facts.push(
          defined({
            id,
            name: queue.name,
            media: queue.media,
            configVersion: queue.version,
            configDrifted: drift.length > 0,
          }),
        );
      });
      return { queues: facts, rejected: unknown > 0 ? { unknown_queue: unknown } : {} };
    },
  };
}

const UNKNOWN = 'unknown';
