/**
 * The alarms that a threshold would have raised, and the breaches it would have announced. An alarm is raised when
 * a breach is predicted outside of one. It is right when a breach begins within the horizon, else
 * false; crossing the threshold again before that is known is still the same alarm. A breach is announced when an
 * alarm that stands, or was raised inside the last horizon, precedes its first poll.
 */
export interface AlarmRecord {
  breaches: number;
  announced: number;
  falseAlarms: number;
  alarms: number;
  /** Announced breaches by whole minutes of lead; the last entry holds the longer ones too. */
  readonly leads: Float64Array;
  /** All breaches by whole minutes watched without one before them: no breach can be announced earlier than that. */
  readonly calms: Float64Array;
}

/** The alarm of one queue at one threshold; one mutable record each. */
export interface AlarmState {
  /** Since when the queue has not been in breach, Unix seconds; not a number while it is. */
  calmSince: number;
  /** When the alarm was raised, Unix seconds; not a number without one. */
  raisedAt: number;
  /** Whether the method predicts a breach at this poll; set by the caller before {@link watch}. */
  isAbove: boolean;
  /** The alarm has been found false and stands still. */
  isSpent: boolean;
}

export const LEAD_MINUTES = 30;

export function createAlarmRecord(): AlarmRecord {
  return {
    breaches: 0,
    announced: 0,
    falseAlarms: 0,
    alarms: 0,
    leads: new Float64Array(LEAD_MINUTES + 1),
    calms: new Float64Array(LEAD_MINUTES + 1),
  };
}

export function createAlarmState(): AlarmState {
  return { calmSince: Number.NaN, raisedAt: Number.NaN, isAbove: false, isSpent: false };
}

/** One poll. `begins` and `inBreach` tell whether a breach begins at it, or is on. */
export function watch(
  record: AlarmRecord,
  state: AlarmState,
  poll: {
    readonly at: number;
    readonly inBreach: boolean;
    readonly begins: boolean;
  },
  horizonSeconds: number,
): void {
  const { at, inBreach, begins } = poll;
  const { isAbove } = state;
  const isRaised = !Number.isNaN(state.raisedAt);
  if (begins) {
    record.breaches++;
    record.calms[minutesOf(Number.isNaN(state.calmSince) ? 0 : at - state.calmSince)]!++;
    if (isRaised) {
      record.announced++;
      record.leads[minutesOf(at - state.raisedAt)]!++;
    }
  }
  if (inBreach) {
    state.calmSince = Number.NaN;
    state.raisedAt = Number.NaN;
    state.isAbove = false;
    state.isSpent = false;
    return;
  }
  if (Number.isNaN(state.calmSince)) state.calmSince = at;
  if (isRaised && !state.isSpent && at - state.raisedAt >= horizonSeconds) {
    record.falseAlarms++;
    state.isSpent = true;
  }
  if (state.isSpent && !isAbove) {
    state.raisedAt = Number.NaN;
    state.isSpent = false;
  }
  if (isAbove && Number.isNaN(state.raisedAt)) {
    record.alarms++;
    state.raisedAt = at;
  }
}

function minutesOf(seconds: number): number {
  return Math.min(LEAD_MINUTES, Math.floor(seconds / 60));
}

/** Breaches after at least `minutes` without one: those that could be announced so early at all. */
export function announceable({ calms }: AlarmRecord, minutes: number): number {
  return countFrom(calms, minutes);
}

/** Breaches announced at least `minutes` ahead; 0 stands for any alarm before the first poll in breach. */
export function announcedAhead({ leads }: AlarmRecord, minutes = 0): number {
  return countFrom(leads, minutes);
}

function countFrom(byMinutes: Float64Array, minutes: number): number {
  return byMinutes.subarray(minutes).reduce((sum, count) => sum + count, 0);
}

/** The lead in whole minutes that half of the announced breaches had at least; undefined without one. */
export function medianLeadMinutes({ announced, leads }: AlarmRecord): number | undefined {
  if (announced === 0) return undefined;
  let counted = 0;
  for (let minutes = LEAD_MINUTES; minutes > 0; minutes--) {
    counted += leads[minutes]!;
    if (counted >= announced / 2) return minutes;
  }
  return 0;
}
