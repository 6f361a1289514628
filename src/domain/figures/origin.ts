import { type QueueFacts, queueKey } from '../queue.ts';
import { byPrecedence, type CollectorState, type CollectorStatus } from '../tenant.ts';
import { type FactFigure, factAt } from './queue-figure.ts';

/** A collector's status and what it reports of one queue. */
export interface QueueRow {
  readonly status: CollectorStatus;
  readonly facts: QueueFacts;
}

/** What each collector reports of one row of `mergeQueues`, those that win first. */
export function rowsOf(
  collectors: readonly CollectorState[],
  queue: { readonly id: string; readonly media: string },
): readonly QueueRow[] {
  const key = queueKey(queue);
  return byPrecedence(collectors)
    .toReversed()
    .flatMap(({ status, collection }) => {
      const facts = collection?.queues?.find((each) => queueKey(each) === key);
      return facts ? [{ status, facts }] : [];
    });
}

/** The collector whose value of the figure is shown: `mergeQueues` joins windows count by count, and replaces other groups whole. */
export function originOf(rows: readonly QueueRow[], { path }: FactFigure): CollectorStatus | undefined {
  const whole = path[0] === 'windows' ? path : path.slice(0, 1);
  return rows.find(({ facts }) => factAt(facts, whole) !== undefined)?.status;
}
