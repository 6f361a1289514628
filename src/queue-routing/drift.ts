import {
  type Collection,
  type Collector,
  defined,
  type FigureSources,
  type QueueFacts,
  type QueueRouting,
  type RoutingReader,
} from '../domain/index.ts';
import type { DesiredState } from './desired.ts';
import { type Difference, differences } from './difference.ts';
import { inParallel } from './parallel.ts';

export interface DriftOptions {
  /** Read-only half of the platform's routing port. */
  readonly reader: RoutingReader;
  /** Called at each poll. */
  readonly desired: () => Promise<DesiredState>;
  /** Called once for each new set of differences; with an empty one when the drift is over. */
  readonly onDrift: (queue: QueueRouting, differences: readonly Difference[]) => void;
  /** Called once for each queue that does not exist, until it exists. */
  readonly onUnknown: (queueId: string) => void;
}

/** Reported state of a queue that does not exist. */
const UNKNOWN = 'unknown';

/** Leaves most of the request budget to the other collectors. */
const READS_AT_ONCE = 2;

/** Collector `routing`: version of each queue of the desired state, and whether it drifts. */
export function driftCollector({ reader, desired, onDrift, onUnknown }: DriftOptions): Collector {
  /** Last reported state of each queue; absent: as desired. */
  const reported = new Map<string, string>();

  function report(queue: QueueRouting, drift: readonly Difference[]): void {
    const text = drift.length === 0 ? undefined : JSON.stringify(drift);
    if (reported.get(queue.id) === text) return;
    if (text === undefined) reported.delete(queue.id);
    else reported.set(queue.id, text);
    onDrift(queue, drift);
  }

  return {
    name: 'routing',
    ...(reader.source && { sources: sourcesOf(reader.source) }),
    collect: async (signal): Promise<Collection> => {
      const { queues } = await desired();
      const facts: QueueFacts[] = [];
      let unknown = 0;
      await inParallel(queues, READS_AT_ONCE, async ({ id, settings }) => {
        const queue = await reader.read(id, { collector: 'routing', signal });
        if (!queue) {
          unknown++;
          if (reported.get(id) !== UNKNOWN) onUnknown(id);
          reported.set(id, UNKNOWN);
          return;
        }
        const drift = differences(queue.settings, settings);
        report(queue, drift);
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

function sourcesOf({ endpoint, versionField }: NonNullable<RoutingReader['source']>): FigureSources {
  return {
    ...(versionField !== undefined && { configVersion: { endpoint, fields: [versionField] } }),
    configDrifted: {
      endpoint,
      fields: ['each setting that the desired state names'],
      formula: 'whether a setting of the desired state differs from the response',
    },
  };
}
