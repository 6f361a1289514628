import { createDayProfile, type DayProfile, DISCOUNTED_VISITS, slotsOf } from './day-profile.ts';

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

export function encodeProfile({ slot, slotSeconds, amount, visits }: DayProfile): EncodedProfile {
  const counts = Array.from({ length: slotsOf(slotSeconds) }, (_, index) =>
    Math.min(MAX_VISITS, visits[index] ?? 0),
  );
  const amounts: string[] = [];
  counts.forEach((count, index) => {
    if (count === 0) return;
    const weight = DISCOUNTED_VISITS[count]! / DISCOUNTED_VISITS[visits[index]!]!;
    amounts.push(Math.round((amount[index] ?? 0) * weight).toString(BASE));
  });
  return { slot, visits: counts.map((count) => count.toString(BASE)).join(''), amounts: amounts.join(' ') };
}

/** Returns undefined for a text that does not encode a profile with slots of `slotSeconds`. */
export function decodeProfile(slotSeconds: number, encoded: EncodedProfile): DayProfile | undefined {
  const profile = createDayProfile(slotSeconds);
  const counts = [...encoded.visits].map((digit) => Number.parseInt(digit, BASE));
  const amounts = encoded.amounts.split(' ').map((text) => Number.parseInt(text, BASE));
  const slots = slotsOf(slotSeconds);
  if (counts.length !== slots) return undefined;
  const visits = Uint8Array.from(counts);
  const amount = new Float32Array(slots);
  let next = 0;
  for (let index = 0; index < slots; index++) {
    const count = counts[index]!;
    if (count === 0) continue;
    const contacts = amounts[next++];
    if (!(count <= MAX_VISITS) || contacts === undefined || !(contacts >= 0)) return undefined;
    amount[index] = contacts;
  }
  if (counts.some((count) => count > 0)) profile.visits = visits;
  if (amount.some((contacts) => contacts > 0)) profile.amount = amount;
  profile.slot = encoded.slot;
  return profile;
}
