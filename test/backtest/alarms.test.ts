import { describe, expect, it } from 'vitest';
import {
  announceable,
  announcedAhead,
  createAlarmRecord,
  createAlarmState,
  medianLeadMinutes,
  watch,
} from '../../src/backtest/alarms.ts';

/** One character per minute: `.` calm, `p` predicted, `B` in breach. */
function play(course: string) {
  const record = createAlarmRecord();
  const state = createAlarmState();
  let wasInBreach = false;
  [...course].forEach((minute, i) => {
    const inBreach = minute === 'B';
    state.isAbove = minute !== '.';
    watch(record, state, { at: 60 * i, inBreach, begins: inBreach && !wasInBreach }, 600);
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

  it('are false when no breach comes within the horizon, once each', () => {
    expect(play('.pppppppppppppppppp....')).toMatchObject({ alarms: 1, falseAlarms: 1, breaches: 0 });
    expect(play('.pp...................pp.................')).toMatchObject({ alarms: 2, falseAlarms: 2 });
  });

  it('are one alarm while it is not known yet whether it was right', () => {
    expect(play('.p.p.p.p..BB')).toMatchObject({ alarms: 1, falseAlarms: 0, announced: 1 });
  });

  it('announce late what they raised too early, but were false at first', () => {
    expect(play(`.${'p'.repeat(15)}B`)).toMatchObject({ falseAlarms: 1, announced: 1 });
  });

  it('miss what comes out of the blue', () => {
    const record = play('....BBB....');
    expect(record).toMatchObject({ breaches: 1, announced: 0 });
    expect(announcedAhead(record)).toBe(0);
  });

  it('tell which breaches could have been announced so early: those after as long without one', () => {
    const record = play('......B..BB.......BBBBBBBB.....B');
    expect(record.breaches).toBe(4);
    expect([0, 1, 2, 3, 5, 6, 7, 8].map((minutes) => announceable(record, minutes))).toEqual([
      4, 4, 4, 3, 3, 2, 1, 0,
    ]);
    // Nobody saw what came before a breach that was on at the first poll.
    expect(announceable(play('BBB...'), 1)).toBe(0);
  });

  it('announce none earlier than it could have been', () => {
    const record = play('pppppBpppBppppppppB');
    expect(announcedAhead(record)).toBe(3);
    for (let minutes = 0; minutes <= 10; minutes++) {
      expect(announcedAhead(record, minutes)).toBeLessThanOrEqual(announceable(record, minutes));
    }
  });
});
