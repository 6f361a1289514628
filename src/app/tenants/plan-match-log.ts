import {
  type Collection,
  type Plan,
  planEnd,
  type QueueFacts,
  type TenantState,
} from '../../domain/index.ts';
import type { Log } from '../../platforms/index.ts';
import { matchPlan } from '../../signals/index.ts';
import { nearestAdvice } from './selection-log.ts';

/** Queues of a plan that are named in one line of the log; further ones usually have the same cause. */
const MAX_NAMED = 10;

/** Logs each queue of a plan that matches no polled queue once, and again after it has matched and stops matching. */
export function createPlanMatchLog(log: Log): (state: TenantState) => void {
  let reported = new Set<string>();
  let seen: readonly (Collection | undefined)[] = [];

  return ({ collectors }) => {
    const collectionOf = (name: 'plan' | 'queues') =>
      collectors.find(({ status }) => status.name === name)?.collection;
    const [plans, polled] = [collectionOf('plan'), collectionOf('queues')];
    if (!plans?.plan || !polled?.queues || (plans === seen[0] && polled === seen[1])) return;
    seen = [plans, polled];
    const unmatched = matchPlan(plans.plan, polled.queues).unmatched;
    const news = unmatched.filter((queue) => !reported.has(queue));
    reported = new Set(unmatched);
    if (news.length === 0) return;
    const named = unmatchedInPlan(news, polled.queues).join('; ');
    log.warn({ queues: news.length, first: named }, 'Plan matches no queue');
  };
}

/** The first of the unmatched queues of a plan, each quoted and with advice: `"Saels" (did you mean "Sales"?)`. */
export function unmatchedInPlan(
  unmatched: ReturnType<typeof matchPlan>['unmatched'],
  queues: readonly QueueFacts[],
): readonly string[] {
  const names = [...new Map(queues.map(({ id, name }) => [id, name])).values()];
  return unmatched.slice(0, MAX_NAMED).map((queue) => {
    const advice = names.includes(queue)
      ? 'several queues have this name; write their ids'
      : nearestAdvice(queue, names);
    return advice === undefined ? JSON.stringify(queue) : `${JSON.stringify(queue)} (${advice})`;
  });
}

/** `2 queues until 2026-03-31T08:00:00.000Z`, then the queues that match none of `queues`, where these are known. */
export function planSummary(plan: Plan, queues: readonly QueueFacts[] | undefined): readonly string[] {
  const { matched, unmatched } = queues ? matchPlan(plan, queues) : { matched: plan, unmatched: [] };
  const end = planEnd(matched);
  const count = plan.length === 1 ? '1 queue' : `${plan.length} queues`;
  const covers =
    end === undefined ? 'but nothing is planned' : `${count} until ${new Date(end * 1000).toISOString()}`;
  if (!queues) return [covers];
  const named = unmatchedInPlan(unmatched, queues).join('; ');
  return [covers, ...(unmatched.length === 0 ? [] : [`but ${unmatched.length} match no queue: ${named}`])];
}
