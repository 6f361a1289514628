import { announceable, announcedAhead } from './alarms.ts';
import { type MethodRecord, THRESHOLDS } from './evaluation.ts';

export interface Recommendation {
  readonly falseAlarmsPer8Hours: number;
  /** Absent when no threshold keeps to that many. */
  readonly threshold?: number;
  /** Shares of all breaches: announced at all, and at least {@link EARLY_MINUTES} ahead. */
  readonly announced?: number;
  readonly announcedEarly?: number;
  /** The latter as a share of those breaches that came after as long without one. */
  readonly announcedEarlyOfPossible?: number;
}

/** What a team may put up with in a shift. */
const ALLOWED = [1, 3] as const;
const SHIFTS_PER_DAY = 3;
/** Time enough to do something about it. */
export const EARLY_MINUTES = 5;

/** For each number of false alarms allowed: the threshold that announces the most breaches, early ones first. */
export function recommend({ alarms }: MethodRecord, queueDays: number): readonly Recommendation[] {
  return ALLOWED.map((allowed) => {
    let best: Recommendation = { falseAlarmsPer8Hours: allowed };
    alarms.forEach((record, index) => {
      if (record.falseAlarms > allowed * SHIFTS_PER_DAY * queueDays) return;
      const early = announcedAhead(record, EARLY_MINUTES);
      const announced = share(announcedAhead(record), record.breaches);
      const announcedEarly = share(early, record.breaches);
      const isBetter =
        best.threshold === undefined || announced + announcedEarly > best.announced! + best.announcedEarly!;
      if (isBetter) {
        best = {
          falseAlarmsPer8Hours: allowed,
          threshold: THRESHOLDS[index],
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
