/**
 * What a queue is used to at each time of the day and of the week, learned over days and weeks. Only the shape is
 * used, never the height: it says by how much a rate is expected to change in the next minutes, as far as past visits
 * to the same times agree on it, and says nothing of times it has not seen.
 */
export interface DayProfile {
  readonly slotSeconds: number;
  /** Per slot of the day, then per slot of the week: amount seen (fading), and the visits it was seen in. */
  readonly amount: Float32Array;
  readonly visits: Float32Array;
  /** The slot that is on: not part of the profile until it is over, lest the present foretell itself. */
  slot: number;
  slotAmount: number;
  slotWatched: number;
}

const DAY = 86_400;
const DAYS = 7;
/** What is kept at each new visit: of the past days (or weeks), about five count. */
export const KEEP = 0.8;
/** Visits of the same time of the week that outweigh what other days have at that time of day. */
const WEEK_PRIOR = 1.5;
/** Share of a slot that has to be watched for it to count. */
const LEAST_WATCHED = 0.5;

export function createDayProfile(slotSeconds: number): DayProfile {
  const slots = (DAY / slotSeconds) * (1 + DAYS);
  return {
    slotSeconds,
    amount: new Float32Array(slots),
    visits: new Float32Array(slots),
    slot: -1,
    slotAmount: 0,
    slotWatched: 0,
  };
}

/** `amount` is what came in the last `seconds` before `at`. */
export function addToProfile(profile: DayProfile, at: number, amount: number, seconds: number): void {
  const slot = Math.floor(at / profile.slotSeconds);
  if (slot !== profile.slot) {
    close(profile);
    profile.slot = slot;
    profile.slotAmount = 0;
    profile.slotWatched = 0;
  }
  profile.slotAmount += amount;
  profile.slotWatched += seconds;
}

function close(profile: DayProfile): void {
  const { slot, slotAmount, slotWatched, slotSeconds, amount, visits } = profile;
  if (slotWatched < LEAST_WATCHED * slotSeconds) return;
  const whole = (slotAmount * slotSeconds) / slotWatched;
  for (const index of indexesOf(profile, slot)) {
    amount[index] = amount[index]! * KEEP + whole;
    visits[index] = visits[index]! * KEEP + 1;
  }
}

/**
 * Expected growth of the rate from `at` to `at + seconds`, as a logarithm. It is drawn towards 0 by how uncertain
 * the two slots are: the logarithm of a Poisson count has a variance of one over the count.
 */
export function expectedGrowth(profile: DayProfile, at: number, seconds: number): number {
  const now = usualAt(profile, at);
  const then = usualAt(profile, at + seconds);
  if (!now || !then) return 0;
  const uncertain = 1 / now.amount + 1 / then.amount;
  return (Math.log(then.mean / now.mean) * USUAL_CHANGE ** 2) / (USUAL_CHANGE ** 2 + uncertain);
}

/** Standard deviation of the logarithm of the change from one slot to the next, before anything is known. */
const USUAL_CHANGE = 0.25;

interface Usual {
  readonly mean: number;
  readonly amount: number;
}

/** Straight between the middles of slots; undefined where they were not seen or nothing came in them. */
function usualAt(profile: DayProfile, at: number): Usual | undefined {
  const position = at / profile.slotSeconds - 0.5;
  const slot = Math.floor(position);
  const here = usualIn(profile, slot);
  const next = usualIn(profile, slot + 1);
  if (!here || !next) return undefined;
  const part = position - slot;
  const between = (a: number, b: number): number => a + (b - a) * part;
  return {
    mean: between(here.mean, next.mean),
    amount: between(here.amount, next.amount),
  };
}

function usualIn(profile: DayProfile, slot: number): Usual | undefined {
  const [day, week] = indexesOf(profile, slot);
  const visits = profile.visits[day]!;
  const amount = profile.amount[day]!;
  if (visits === 0 || amount === 0) return undefined;
  const anyDay = amount / visits;
  const mean = (profile.amount[week]! + WEEK_PRIOR * anyDay) / (profile.visits[week]! + WEEK_PRIOR);
  return { mean, amount };
}

function indexesOf({ slotSeconds }: DayProfile, slot: number): readonly [day: number, week: number] {
  const perDay = DAY / slotSeconds;
  return [slot % perDay, perDay + (slot % (perDay * DAYS))];
}
