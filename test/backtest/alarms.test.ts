import { describe, expect, it } from 'vitest';
import {
  announcedShare,
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
    expect(announcedShare(record, 5)).toBe(1);
    expect(announcedShare(record, 7)).toBe(0);
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
    expect(announcedShare(record)).toBe(0);
    expect(announcedShare(createAlarmRecord())).toBeUndefined();
  });
});
