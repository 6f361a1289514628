import { describe, expect, it } from 'vitest';
import {
  announceable,
  announcedAhead,
  createAlarmRecord,
  createAlarmState,
  medianLeadMinutes,
  updateAlarm,
} from '../../src/backtest/alarms.ts';

/** One character per minute: `.` no breach, `p` predicted, `B` in breach. */
function play(course: string) {
  const record = createAlarmRecord();
  const state = createAlarmState();
  let wasInBreach = false;
  [...course].forEach((minute, i) => {
    const inBreach = minute === 'B';
    state.isAbove = minute !== '.';
    updateAlarm(record, state, { at: 60 * i, inBreach, begins: inBreach && !wasInBreach }, 600);
    wasInBreach = inBreach;
  });
  return record;
}

describe('alarms', () => {
  it('count a breach as announced from the minute the alarm was raised', () => {
    const record = play('..ppppppBB..');
    expect(record).toMatchObject({ breaches: 1, announced: 1, alarms: 1, falseAlarms: 0 });
    expect(medianLeadMinutes(record)).toBe(6);
    expect(announcedAhead(record, 5)).toBe(1);
    expect(announcedAhead(record, 7)).toBe(0);
  });

  it('are false, once each, when no breach begins within the horizon', () => {
    expect(play('.pppppppppppppppppp....')).toMatchObject({ alarms: 1, falseAlarms: 1, breaches: 0 });
    expect(play('.pp...................pp.................')).toMatchObject({ alarms: 2, falseAlarms: 2 });
  });

  it('count as one until their outcome is known', () => {
    expect(play('.p.p.p.p..BB')).toMatchObject({ alarms: 1, falseAlarms: 0, announced: 1 });
  });

  it('announce a breach after the horizon too, although they were false', () => {
    expect(play(`.${'p'.repeat(15)}B`)).toMatchObject({ falseAlarms: 1, announced: 1 });
  });

  it('miss a breach without a prediction', () => {
    const record = play('....BBB....');
    expect(record).toMatchObject({ breaches: 1, announced: 0 });
    expect(announcedAhead(record)).toBe(0);
  });

  it('count the breaches that could be announced so early: those after as long without a breach', () => {
    const record = play('......B..BB.......BBBBBBBB.....B');
    expect(record.breaches).toBe(4);
    expect([0, 1, 2, 3, 5, 6, 7, 8].map((minutes) => announceable(record, minutes))).toEqual([
      4, 4, 4, 3, 3, 2, 1, 0,
    ]);
    // The time before a breach at the first poll is unknown.
    expect(announceable(play('BBB...'), 1)).toBe(0);
  });

  it('announce no breach earlier than possible', () => {
    const record = play('pppppBpppBppppppppB');
    expect(announcedAhead(record)).toBe(3);
    for (let minutes = 0; minutes <= 10; minutes++) {
      expect(announcedAhead(record, minutes)).toBeLessThanOrEqual(announceable(record, minutes));
    }
  });
});
