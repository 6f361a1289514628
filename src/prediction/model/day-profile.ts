/**
 * Seasonal profile of a queue: contacts at each time of the day and of the week, learned over days and weeks. Only its
 * shape is used, never its height: it predicts by how much a rate changes in the next minutes, as far as past visits to
 * the same times agree, and predicts no change for times it has not seen.
 */
export interface DayProfile {
  readonly slotSeconds: number;
  /**
   * Per slot of the day, then per slot of the week: the discounted sum of contacts, and how often the slot was visited.
   * Empty until the first visit, and `amount` until the first contact: most media of most queues have none.
   */
  amount: Float32Array;
  visits: Uint8Array;
  /** The current slot, counted from 1970. It is added when it is over, so that it cannot leak into its own forecast. */
  slot: number;
  slotAmount: number;
  slotObservedSeconds: number;
}

const DAY_SECONDS = 86_400;
const DAYS_PER_WEEK = 7;
/** Share of the past that each new visit keeps: about five past days (or weeks) count. */
export const RETENTION = 0.8;
/** Visits that are counted: more weigh the same in single precision. */
const MAX_VISITS = 255;
/** Discounted weight of a number of visits: a geometric series. */
export const DISCOUNTED_VISITS = new Float32Array(MAX_VISITS + 1);
for (let visits = 1; visits <= MAX_VISITS; visits++)
  DISCOUNTED_VISITS[visits] = DISCOUNTED_VISITS[visits - 1]! * RETENTION + 1;
/** Visits of a slot of the week that weigh as much as what other days show at that time of day. */
const WEEK_PRIOR_VISITS = 1.5;
/** Share of a slot that must be observed for the slot to count. */
const MIN_OBSERVED_SHARE = 0.5;
/** Standard deviation of the logarithm of the change from one slot to the next, before any data. */
const PRIOR_CHANGE_SIGMA = 0.25;

export function createDayProfile(slotSeconds: number): DayProfile {
  return {
    slotSeconds,
    amount: new Float32Array(),
    visits: new Uint8Array(),
    slot: -1,
    slotAmount: 0,
    slotObservedSeconds: 0,
  };
}

export function slotsOf(slotSeconds: number): number {
  return (DAY_SECONDS / slotSeconds) * (1 + DAYS_PER_WEEK);
}

/** Adds the `amount` that arrived in the last `seconds` before `at`, Unix seconds. */
export function addToProfile(profile: DayProfile, at: number, amount: number, seconds: number): void {
  const slot = Math.floor(at / profile.slotSeconds);
  if (slot !== profile.slot) {
    closeSlot(profile);
    profile.slot = slot;
    profile.slotAmount = 0;
    profile.slotObservedSeconds = 0;
  }
  profile.slotAmount += amount;
  profile.slotObservedSeconds += seconds;
}

/**
 * Expected growth of the rate from `at` to `at + seconds`, as a logarithm. It is shrunk towards 0 by the uncertainty of
 * the two slots: the logarithm of a Poisson count has a variance of one over the count.
 */
export function expectedGrowth(profile: DayProfile, at: number, seconds: number): number {
  const now = levelAt(profile, at);
  const then = levelAt(profile, at + seconds);
  if (!now || !then) return 0;
  const variance = 1 / now.amount + 1 / then.amount;
  return (Math.log(then.mean / now.mean) * PRIOR_CHANGE_SIGMA ** 2) / (PRIOR_CHANGE_SIGMA ** 2 + variance);
}

function closeSlot(profile: DayProfile): void {
  const { slot, slotAmount, slotObservedSeconds, slotSeconds } = profile;
  if (slotObservedSeconds < MIN_OBSERVED_SHARE * slotSeconds) return;
  const wholeSlot = (slotAmount * slotSeconds) / slotObservedSeconds;
  if (profile.visits.length === 0) profile.visits = new Uint8Array(slotsOf(slotSeconds));
  if (profile.amount.length === 0 && wholeSlot > 0) profile.amount = new Float32Array(slotsOf(slotSeconds));
  const { amount, visits } = profile;
  for (const index of indexesOf(profile, slot)) {
    if (amount.length > 0) amount[index] = amount[index]! * RETENTION + wholeSlot;
    visits[index] = Math.min(MAX_VISITS, visits[index]! + 1);
  }
}

interface SeasonalLevel {
  /** Contacts per slot. */
  readonly mean: number;
  /** Contacts that the mean rests on. */
  readonly amount: number;
}

/** Interpolates linearly between the middles of slots; undefined where a slot was not seen or had no contacts. */
function levelAt(profile: DayProfile, at: number): SeasonalLevel | undefined {
  const position = at / profile.slotSeconds - 0.5;
  const slot = Math.floor(position);
  const here = levelInSlot(profile, slot);
  const next = levelInSlot(profile, slot + 1);
  if (!here || !next) return undefined;
  const part = position - slot;
  const between = (a: number, b: number): number => a + (b - a) * part;
  return {
    mean: between(here.mean, next.mean),
    amount: between(here.amount, next.amount),
  };
}

function levelInSlot(profile: DayProfile, slot: number): SeasonalLevel | undefined {
  const [day, week] = indexesOf(profile, slot);
  const visits = weightOf(profile, day);
  const amount = profile.amount[day] ?? 0;
  if (visits === 0 || amount === 0) return undefined;
  const anyDay = amount / visits;
  const mean =
    (profile.amount[week]! + WEEK_PRIOR_VISITS * anyDay) / (weightOf(profile, week) + WEEK_PRIOR_VISITS);
  return { mean, amount };
}

function weightOf({ visits }: DayProfile, index: number): number {
  return DISCOUNTED_VISITS[visits[index] ?? 0]!;
}

function indexesOf({ slotSeconds }: DayProfile, slot: number): readonly [day: number, week: number] {
  const perDay = DAY_SECONDS / slotSeconds;
  return [slot % perDay, perDay + (slot % (perDay * DAYS_PER_WEEK))];
}
