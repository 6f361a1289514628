import type { Plan, PlanInterval } from '../domain/index.ts';
import { PLAN_COLUMNS } from './read-rows.ts';

/** Decimals of agents and contacts. */
const DECIMALS = 2;

/** Formats a plan as CSV that `parsePlan` reads back. */
export function formatPlan(plan: Plan): string {
  const lines = plan.flatMap(({ queue, intervals }) =>
    intervals.flatMap((interval, index) => {
      const { start, end, agents, contacts } = interval;
      const line = [quoted(queue), isoTime(start), amount(agents), amount(contacts)].join(',');
      // A row without values ends an interval that no other one follows.
      return isFollowed(interval, intervals[index + 1])
        ? [line]
        : [line, `${quoted(queue)},${isoTime(end)},,`];
    }),
  );
  return `${[PLAN_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

function isFollowed({ end }: PlanInterval, next: PlanInterval | undefined): boolean {
  return next?.start === end;
}

function isoTime(at: number): string {
  return new Date(at * 1000).toISOString();
}

function amount(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toFixed(DECIMALS)));
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
