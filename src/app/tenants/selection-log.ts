/** Reports entries of a tenant's configuration that select nothing: probably mistyped, or out of date. */
import { nearestMatch, type TenantConfig } from '../../config/index.ts';
import {
  type Collection,
  isExcluded,
  matchesWildcard,
  type QueueName,
  type QueueSelection,
  type SelectionEntry,
  type TenantState,
} from '../../domain/index.ts';
import type { Log } from '../../platforms/index.ts';

/**
 * Number of entries for which the nearest name is searched. Among thousands of names, each search blocks the event loop
 * for about ten milliseconds.
 */
const MAX_ADVISED = 10;

/**
 * Logs each entry of `queues.include` and `queues.ids` that matches no queue once, and again after it has matched and stops
 * matching. Logs each agent of `agents.ids` without any time once only, because a known agent may just be away.
 */
export function createSelectionLog(
  { queues: selection, agents }: Pick<TenantConfig, 'queues' | 'agents'>,
  log: Log,
): (state: TenantState) => void {
  const unmatched = new Set<string>();
  const checkedAgents = new Set<string>();
  const seen = new WeakSet<Collection>();

  function checkQueues({ selection: report }: Collection): void {
    if (!report) return;
    const now = new Map(report.unmatched.map((entry) => [`${entry.key} ${entry.text}`, entry]));
    const news = [...now].filter(([id]) => !unmatched.has(id));
    for (const [index, [id, entry]] of news.entries()) {
      unmatched.add(id);
      const advice = index < MAX_ADVISED ? selectionAdvice(entry, report.listed, selection) : undefined;
      log.warn({ key: `queues.${entry.key}`, entry: entry.text, advice }, 'Selection matches no queue');
    }
    for (const id of unmatched) if (!now.has(id)) unmatched.delete(id);
  }

  function checkAgents({ agentTimes }: Collection): void {
    if (!agentTimes) return;
    const known = new Set(agentTimes.map(({ agentId }) => agentId));
    for (const id of agents.ids) {
      if (checkedAgents.has(id)) continue;
      checkedAgents.add(id);
      if (known.has(id)) continue;
      log.warn({ key: 'agents.ids', entry: id, advice: AGENT_ADVICE }, 'Selection matches no agent');
    }
  }

  return ({ collectors }) => {
    for (const { collection } of collectors) {
      // Each poll is checked once, whichever collector changed.
      if (!collection || seen.has(collection)) continue;
      seen.add(collection);
      checkQueues(collection);
      checkAgents(collection);
    }
  };
}

const AGENT_ADVICE = 'no time was reported for the last 24 hours; check the id, unless the agent was away';

/** How to correct an entry that matches no queue; undefined when no queue is similar. */
export function selectionAdvice(
  { key, text }: SelectionEntry,
  listed: readonly QueueName[],
  selection: Pick<QueueSelection, 'exclude'>,
): string | undefined {
  if (listed.length === 0) return 'the platform lists no queues; check the permissions of the API client';
  const matches = (queue: QueueName) =>
    key === 'ids' ? queue.id === text : matchesWildcard(text, queue.name);
  if (listed.some((queue) => matches(queue) && isExcluded(queue, selection)))
    return 'queues.exclude excludes every queue that it matches';
  return key === 'ids' ? adviceForId(text, listed) : adviceForPattern(text, listed);
}

function adviceForId(text: string, listed: readonly QueueName[]): string | undefined {
  const named = listed.find(({ name }) => name === text);
  if (named)
    return `it is the name of the queue with the id ${JSON.stringify(named.id)}; move it to queues.include`;
  return nearestAdvice(
    text,
    listed.map(({ id }) => id),
  );
}

function adviceForPattern(text: string, listed: readonly QueueName[]): string | undefined {
  const meant = listed.find(({ id }) => id === text);
  if (meant) return `it is the id of the queue ${JSON.stringify(meant.name)}; move it to queues.ids`;
  return nearestAdvice(
    text,
    listed.map(({ name }) => name),
  );
}

/** Advice that names the entry of `known` that `text` probably means; undefined when none is similar. */
export function nearestAdvice(text: string, known: readonly string[]): string | undefined {
  return didYouMean(text, nearestMatch(text, known));
}

function didYouMean(text: string, meant: string | undefined): string | undefined {
  if (meant === undefined) return undefined;
  const isCase = matchesWildcard(text.toLowerCase(), meant.toLowerCase());
  return `did you mean ${JSON.stringify(meant)}?${isCase ? ' Names are case-sensitive' : ''}`;
}
