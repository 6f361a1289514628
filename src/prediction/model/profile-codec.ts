import { createDayProfile, type DayProfile, RETENTION } from './day-profile.ts';

/** A profile as compact text, so that thousands fit into the state file: whole contacts, and only of slots seen. */
export interface EncodedProfile {
  /** The current slot, counted in slots from 1970. */
  readonly slot: number;
  /** Past visits of each slot, one base-36 digit a slot; 0 for a slot not seen. */
  readonly visits: string;
  /** Discounted contacts of the slots seen, in their order: base 36, separated by spaces. */
  readonly amounts: string;
}

const BASE = 36;
/** Visits before these are discounted to a hundredth. */
const MAX_VISITS = 20;
/** Discounted weight of that many visits: a geometric series. */
const DISCOUNTED_VISITS = Float32Array.from(
  { length: MAX_VISITS + 1 },
  (_, visits) => (1 - RETENTION ** visits) / (1 - RETENTION),
);

export function encodeProfile({ slot, amount, visits }: DayProfile): EncodedProfile {
  const counts = Array.from(visits, visitCount);
  const amounts: string[] = [];
  counts.forEach((count, index) => {
    if (count === 0) return;
    const discounted = (amount[index]! * DISCOUNTED_VISITS[count]!) / visits[index]!;
    amounts.push(Math.round(discounted).toString(BASE));
  });
  return { slot, visits: counts.map((count) => count.toString(BASE)).join(''), amounts: amounts.join(' ') };
}

/** Returns undefined for a text that does not encode a profile with slots of `slotSeconds`. */
export function decodeProfile(slotSeconds: number, encoded: EncodedProfile): DayProfile | undefined {
  const profile = createDayProfile(slotSeconds);
  const counts = [...encoded.visits].map((digit) => Number.parseInt(digit, BASE));
  const amounts = encoded.amounts.split(' ').map((text) => Number.parseInt(text, BASE));
  if (counts.length !== profile.visits.length) return undefined;
  let next = 0;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index]!;
    if (count === 0) continue;
    const visits = DISCOUNTED_VISITS[count];
    const amount = amounts[next++];
    if (visits === undefined || amount === undefined || !(amount >= 0)) return undefined;
    profile.visits[index] = visits;
    profile.amount[index] = amount;
  }
  profile.slot = encoded.slot;
  return profile;
}

/** Inverse of {@link DISCOUNTED_VISITS}. */
function visitCount(discounted: number): number {
  const remaining = Math.max(Number.EPSILON, 1 - discounted * (1 - RETENTION));
  return Math.min(MAX_VISITS, Math.round(Math.log(remaining) / Math.log(RETENTION)));
}
