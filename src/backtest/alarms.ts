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
}

/** The alarm of one queue at one threshold; one mutable record each. */
export interface AlarmState {
  /** When the alarm was raised, Unix seconds; not a number without one. */
  raisedAt: number;
  /** Whether the method predicts a breach at this poll; set by the caller before {@link watch}. */
  isAbove: boolean;
  /** The alarm has been found false and stands still. */
  isSpent: boolean;
}

export const LEAD_MINUTES = 30;

export function createAlarmRecord(): AlarmRecord {
  return { breaches: 0, announced: 0, falseAlarms: 0, alarms: 0, leads: new Float64Array(LEAD_MINUTES + 1) };
}

export function createAlarmState(): AlarmState {
  return { raisedAt: Number.NaN, isAbove: false, isSpent: false };
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
    if (isRaised) announce(record, at - state.raisedAt);
  }
  if (inBreach) {
    state.raisedAt = Number.NaN;
    state.isAbove = false;
    state.isSpent = false;
    return;
  }
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

function announce(record: AlarmRecord, leadSeconds: number): void {
  record.announced++;
  record.leads[Math.min(LEAD_MINUTES, Math.floor(leadSeconds / 60))]!++;
}

/** Share of all breaches announced at least `minutes` ahead; undefined without a breach. */
export function announcedShare({ breaches, announced, leads }: AlarmRecord, minutes = 0): number | undefined {
  if (breaches === 0) return undefined;
  if (minutes <= 0) return announced / breaches;
  return leads.subarray(minutes).reduce((sum, count) => sum + count, 0) / breaches;
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
