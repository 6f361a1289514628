import type { AgentProfile, Shift } from './load/profile.ts';
import { createRandom, type Random } from './load/random.ts';

const MINUTE = 60;
const DAY_MINUTES = 1440;
const EPOCH_WEEKDAY = 4;

/** Scheduled duty of an agent. */
export type Duty = 'on' | 'break' | 'off';

export interface Roster {
  dutyAt(localTime: number): Duty;
}

interface DayPlan {
  readonly start: number;
  readonly end: number;
  readonly breaks: readonly { readonly start: number; readonly end: number }[];
}

/** Schedule of one agent: shifts, breaks, days of absence. Times are local minutes since the epoch. */
export function createRoster(agent: AgentProfile, seed: number): Roster {
  const { shift } = agent;
  if (!shift) return { dutyAt: () => 'on' };
  const plans = new Map<number, DayPlan | undefined>();
  const planOf = (day: number): DayPlan | undefined => {
    const known = plans.get(day);
    if (known || plans.has(day)) return known;
    if (plans.size >= 4) plans.clear();
    const plan = drawPlan(agent, shift, day, createRandom(seed, 'roster', agent.id, day));
    plans.set(day, plan);
    return plan;
  };
  return {
    dutyAt(localTime) {
      const minute = localTime / MINUTE;
      const day = Math.floor(minute / DAY_MINUTES);
      // Yesterday's shift may last past midnight, and today's may follow it without a gap.
      return dutyIn(planOf(day), minute) ?? dutyIn(planOf(day - 1), minute) ?? 'off';
    },
  };
}

/** Share of some seconds from a local time on for which a planner expects the agent: by the shift, less usual absence. */
export function expectedPresence(agent: AgentProfile, localTime: number, seconds: number): number {
  const { absentShare = 0 } = agent.habits ?? {};
  const { habits: _, ...punctual } = agent;
  const roster = createRoster(punctual, 0);
  const steps = Math.max(1, Math.round(seconds / MINUTE));
  let present = 0;
  for (let step = 0; step < steps; step++)
    if (roster.dutyAt(localTime + ((step + 0.5) * seconds) / steps) === 'on') present++;
  return ((1 - absentShare) * present) / steps;
}

function drawPlan(agent: AgentProfile, shift: Shift, day: number, random: Random): DayPlan | undefined {
  const { absentShare = 0, jitterMinutes = 0 } = agent.habits ?? {};
  const isAbsent = random() < absentShare;
  const worksToday = shift.weekdays?.includes((day + EPOCH_WEEKDAY) % 7) ?? true;
  if (isAbsent || !worksToday) return undefined;
  const jitter = (): number => (2 * random() - 1) * jitterMinutes;
  const planned = day * DAY_MINUTES + shift.startsAtMinute;
  const start = planned + jitter();
  const end = planned + shift.minutes + jitter();
  const breaks = (shift.breaks ?? []).map(({ afterMinutes, minutes }) => {
    const begin = planned + afterMinutes + jitter();
    return { start: begin, end: begin + minutes };
  });
  return { start, end, breaks };
}

/** Undefined outside the shift. */
function dutyIn(plan: DayPlan | undefined, minute: number): Duty | undefined {
  if (!plan || !isWithin(plan, minute)) return undefined;
  return plan.breaks.some((each) => isWithin(each, minute)) ? 'break' : 'on';
}

function isWithin({ start, end }: { readonly start: number; readonly end: number }, minute: number): boolean {
  return start <= minute && minute < end;
}
