import { announcedShare } from './alarms.ts';
import { type MethodRecord, THRESHOLDS } from './evaluation.ts';

export interface Recommendation {
  readonly falseAlarmsPer8Hours: number;
  /** Absent when no threshold keeps to that many. */
  readonly threshold?: number;
  readonly announced?: number;
  /** At least five minutes ahead. */
  readonly announcedEarly?: number;
}

/** What a team may put up with in a shift. */
const ALLOWED = [1, 3] as const;
const SHIFTS_PER_DAY = 3;
const EARLY_MINUTES = 5;

/** For each number of false alarms allowed: the threshold that announces the most breaches, early ones first. */
export function recommend({ alarms }: MethodRecord, queueDays: number): readonly Recommendation[] {
  return ALLOWED.map((allowed) => {
    let best: Recommendation = { falseAlarmsPer8Hours: allowed };
    alarms.forEach((record, index) => {
      if (record.falseAlarms > allowed * SHIFTS_PER_DAY * queueDays) return;
      const announced = announcedShare(record) ?? 0;
      const announcedEarly = announcedShare(record, EARLY_MINUTES) ?? 0;
      const isBetter =
        best.threshold === undefined || announced + announcedEarly > best.announced! + best.announcedEarly!;
      if (isBetter) {
        best = { falseAlarmsPer8Hours: allowed, threshold: THRESHOLDS[index], announced, announcedEarly };
      }
    });
    return best;
  });
}
