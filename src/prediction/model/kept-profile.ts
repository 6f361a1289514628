import { createDayProfile, type DayProfile, KEEP } from './day-profile.ts';

/** A profile as text, small enough to keep thousands of them: whole contacts, and only of slots that were seen. */
export interface KeptProfile {
  /** The slot that was on, counted in slots from 1970. */
  readonly slot: number;
  /** One digit to the base 36 per slot: the past visits that saw it, 0 for none. */
  readonly visits: string;
  /** What those visits add up to, of the slots seen in turn: to the base 36, with spaces between. */
  readonly amounts: string;
}

const BASE = 36;
/** Visits before these have faded to a hundredth. */
const MOST_VISITS = 20;
/** What so many visits have faded to, together: a geometric series. */
const FADED = Float32Array.from(
  { length: MOST_VISITS + 1 },
  (_, visits) => (1 - KEEP ** visits) / (1 - KEEP),
);

export function keepProfile({ slot, amount, visits }: DayProfile): KeptProfile {
  const counts = Array.from(visits, visitsOf);
  const amounts: string[] = [];
  counts.forEach((count, index) => {
    if (count > 0) amounts.push(Math.round((amount[index]! * FADED[count]!) / visits[index]!).toString(BASE));
  });
  return { slot, visits: counts.map((count) => count.toString(BASE)).join(''), amounts: amounts.join(' ') };
}

function visitsOf(faded: number): number {
  const left = Math.max(Number.EPSILON, 1 - faded * (1 - KEEP));
  return Math.min(MOST_VISITS, Math.round(Math.log(left) / Math.log(KEEP)));
}

/** Undefined for a text that is not of a profile with slots of `slotSeconds`. */
export function profileFrom(slotSeconds: number, kept: KeptProfile): DayProfile | undefined {
  const profile = createDayProfile(slotSeconds);
  const counts = [...kept.visits].map((digit) => Number.parseInt(digit, BASE));
  const amounts = kept.amounts.split(' ').map((text) => Number.parseInt(text, BASE));
  if (counts.length !== profile.visits.length) return undefined;
  let next = 0;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index]!;
    if (count === 0) continue;
    const visits = FADED[count];
    const amount = amounts[next++];
    if (visits === undefined || amount === undefined || !(amount >= 0)) return undefined;
    profile.visits[index] = visits;
    profile.amount[index] = amount;
  }
  profile.slot = kept.slot;
  return profile;
}
