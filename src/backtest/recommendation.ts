import { announceable, announcedAhead } from './alarms.ts';
import { type MethodRecord, THRESHOLDS } from './evaluation.ts';

export interface Recommendation {
  readonly falseAlarmsPer8Hours: number;
  /** Absent when every threshold raises more. */
  readonly threshold?: number;
  /** Shares of all breaches: announced at all, and at least {@link EARLY_MINUTES} ahead. */
  readonly announced?: number;
  readonly announcedEarly?: number;
  /** Those announced early as a share of the breaches after as long without a breach. */
  readonly announcedEarlyOfPossible?: number;
}

/** False alarms per queue that a team may accept in a shift of 8 hours. */
const FALSE_ALARM_LIMITS = [1, 3] as const;
const SHIFTS_PER_DAY = 3;
/** Enough time to react to a predicted breach. */
export const EARLY_MINUTES = 5;

/** For each limit of false alarms: the threshold that announces most breaches, those announced early counted twice. */
export function recommend({ alarms }: MethodRecord, queueDays: number): readonly Recommendation[] {
  return FALSE_ALARM_LIMITS.map((allowed) => {
    let best: Recommendation = { falseAlarmsPer8Hours: allowed };
    THRESHOLDS.forEach((threshold, index) => {
      const record = alarms[index];
      if (!record) return;
      if (record.falseAlarms > allowed * SHIFTS_PER_DAY * queueDays) return;
      const early = announcedAhead(record, EARLY_MINUTES);
      const announced = share(announcedAhead(record), record.breaches);
      const announcedEarly = share(early, record.breaches);
      const { announced: bestAnnounced = 0, announcedEarly: bestEarly = 0 } = best;
      const isBetter = best.threshold === undefined || announced + announcedEarly > bestAnnounced + bestEarly;
      if (isBetter) {
        best = {
          falseAlarmsPer8Hours: allowed,
          threshold,
          announced,
          announcedEarly,
          announcedEarlyOfPossible: share(early, announceable(record, EARLY_MINUTES)),
        };
      }
    });
    return best;
  });
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
