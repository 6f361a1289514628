/**
 * Alarms that a threshold would have raised, and breaches that they would have announced. An alarm is raised when a breach
 * is predicted while the queue is not in breach. It is true when a breach begins within the horizon, else false; crossing
 * the threshold again before that is known belongs to the same alarm. A breach is announced when an active alarm, or one
 * raised within the last horizon, precedes its first poll.
 */
export interface AlarmRecord {
  breaches: number;
  announced: number;
  falseAlarms: number;
  alarms: number;
  /** Announced breaches by lead time in whole minutes; the last entry includes longer ones. */
  readonly leadMinutes: Float64Array;
  /** All breaches by the whole minutes without a breach before them: the longest lead time possible. */
  readonly breachFreeMinutes: Float64Array;
}

/** Alarm of one queue at one threshold; updated in place. */
export interface AlarmState {
  /** Since when the queue has not been in breach, Unix seconds; NaN while it is. */
  breachFreeSince: number;
  /** When the alarm was raised, Unix seconds; NaN without an alarm. */
  raisedAt: number;
  /** Whether the method predicts a breach at this poll; the caller sets it before {@link updateAlarm}. */
  isAbove: boolean;
  /** The alarm is false, and still active. */
  isExpired: boolean;
}

export const LEAD_MINUTES = 30;

export function createAlarmRecord(): AlarmRecord {
  return {
    breaches: 0,
    announced: 0,
    falseAlarms: 0,
    alarms: 0,
    leadMinutes: new Float64Array(LEAD_MINUTES + 1),
    breachFreeMinutes: new Float64Array(LEAD_MINUTES + 1),
  };
}

export function createAlarmState(): AlarmState {
  return { breachFreeSince: Number.NaN, raisedAt: Number.NaN, isAbove: false, isExpired: false };
}

/** Takes in one poll. `inBreach` is whether the queue is in breach at it, `begins` whether the breach begins at it. */
export function updateAlarm(
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
    count(record.breachFreeMinutes, Number.isNaN(state.breachFreeSince) ? 0 : at - state.breachFreeSince);
    if (isRaised) {
      record.announced++;
      count(record.leadMinutes, at - state.raisedAt);
    }
  }
  if (inBreach) {
    state.breachFreeSince = Number.NaN;
    state.raisedAt = Number.NaN;
    state.isAbove = false;
    state.isExpired = false;
    return;
  }
  if (Number.isNaN(state.breachFreeSince)) state.breachFreeSince = at;
  if (isRaised && !state.isExpired && at - state.raisedAt >= horizonSeconds) {
    record.falseAlarms++;
    state.isExpired = true;
  }
  if (state.isExpired && !isAbove) {
    state.raisedAt = Number.NaN;
    state.isExpired = false;
  }
  if (isAbove && Number.isNaN(state.raisedAt)) {
    record.alarms++;
    state.raisedAt = at;
  }
}

function count(byMinutes: Float64Array, seconds: number): void {
  const minutes = Math.min(LEAD_MINUTES, Math.floor(seconds / 60));
  byMinutes[minutes] = (byMinutes[minutes] ?? 0) + 1;
}

/** Breaches after at least `minutes` without a breach: those that can be announced so early. */
export function announceable({ breachFreeMinutes }: AlarmRecord, minutes: number): number {
  return countFrom(breachFreeMinutes, minutes);
}

/** Breaches announced at least `minutes` ahead; 0 means any time before the first poll in breach. */
export function announcedAhead({ leadMinutes }: AlarmRecord, minutes = 0): number {
  return countFrom(leadMinutes, minutes);
}

function countFrom(byMinutes: Float64Array, minutes: number): number {
  return byMinutes.subarray(minutes).reduce((sum, count) => sum + count, 0);
}

/** Median lead time of announced breaches, whole minutes; undefined without one. */
export function medianLeadMinutes({ announced, leadMinutes }: AlarmRecord): number | undefined {
  if (announced === 0) return undefined;
  let counted = 0;
  for (let minutes = LEAD_MINUTES; minutes > 0; minutes--) {
    counted += leadMinutes[minutes] ?? 0;
    if (counted >= announced / 2) return minutes;
  }
  return 0;
}
