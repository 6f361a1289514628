import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../src/plan/index.ts';
import { parseStart } from '../../src/plan/parse-start.ts';

const unix = (time: string) => Date.parse(time) / 1000;
const csv = (...rows: readonly string[]) => ['queue_id,start,agents,contacts', ...rows].join('\n');

describe('a plan as CSV', () => {
  it('has an interval from each row to the next one of its queue', async () => {
    const { plan, rejected, problems } = await parsePlan(
      csv(
        'q1,2026-03-30T08:00:00+02:00,12,95',
        'q1,2026-03-30T08:30:00+02:00,14,',
        'q1,2026-03-30T08:45:00+02:00,,40',
      ),
    );
    expect(plan).toEqual([
      {
        queue: 'q1',
        intervals: [
          { start: unix('2026-03-30T06:00Z'), end: unix('2026-03-30T06:30Z'), agents: 12, contacts: 95 },
          { start: unix('2026-03-30T06:30Z'), end: unix('2026-03-30T06:45Z'), agents: 14 },
          // The last interval is as long as the queue's usual one, of two the shorter.
          { start: unix('2026-03-30T06:45Z'), end: unix('2026-03-30T07:00Z'), contacts: 40 },
        ],
      },
    ]);
    expect([rejected, problems]).toEqual([{}, []]);
  });

  it('takes rows in any order, columns in any order, quotes, a byte order mark and any line ends', async () => {
    const text =
      '\ufeffStart,Contacts,Note,"queue_id",agents\r\n' +
      '2026-03-30T06:30Z,10,x,"Sales, ""inbound""",3\r\n\r\n' +
      '2026-03-30T06:00:00Z,20,y,"Sales, ""inbound""",4.5\r';
    expect((await parsePlan(text)).plan).toEqual([
      {
        queue: 'Sales, "inbound"',
        intervals: [
          { start: unix('2026-03-30T06:00Z'), end: unix('2026-03-30T06:30Z'), agents: 4.5, contacts: 20 },
          { start: unix('2026-03-30T06:30Z'), end: unix('2026-03-30T07:00Z'), agents: 3, contacts: 10 },
        ],
      },
    ]);
  });

  it('rejects bad rows with their line numbers and keeps the others', async () => {
    const { plan, rejected, problems } = await parsePlan(
      csv(
        'q1,2026-03-30T08:00:00Z,12,95',
        'q1,2026-03-30T08:30:00,12,95',
        ',2026-03-30T08:30:00Z,12,95',
        'q1,2026-03-30T08:30:00Z,-1,95',
        'q1,2026-03-30T08:30:00Z,12,many',
        'q1,2026-03-30T08:30:00Z,12',
        'q1,"2026-03-30T08:30:00Z,12,1',
        'q1,2026-03-30T10:00:00+02:00,13,95',
      ),
    );
    expect(plan[0]!.intervals).toEqual([
      { start: unix('2026-03-30T08:00Z'), end: unix('2026-03-30T08:30Z'), agents: 12, contacts: 95 },
    ]);
    expect(rejected).toEqual({
      invalid_start: 1,
      missing_queue: 1,
      invalid_agents: 1,
      invalid_contacts: 1,
      malformed_row: 2,
      duplicate_row: 1,
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(
      [3, 4, 5, 6, 7, 8, 9].map((line) => `line ${line}`),
    );
    expect(problems[0]).toContain('offset from UTC');
  });

  it('ends an interval at an empty row, before a night without rows, and never early at a missing row', async () => {
    const { plan } = await parsePlan(
      csv(
        'q1,2026-03-30T16:00Z,5,50',
        'q1,2026-03-30T16:30Z,5,50',
        'q1,2026-03-30T17:00Z,5,50',
        'q1,2026-03-30T18:00Z,5,50',
        'q1,2026-03-31T08:00Z,5,50',
        'q1,2026-03-31T08:30Z,,',
      ),
    );
    expect(plan[0]!.intervals.map(({ start, end }) => (end - start) / 60)).toEqual([30, 30, 60, 30, 30]);
  });

  it('has no interval through the night in a plan with as many nights as intervals', async () => {
    const { plan } = await parsePlan(
      csv('q1,2026-03-30T08:00Z,5,', 'q1,2026-03-30T12:00Z,6,', 'q1,2026-03-31T08:00Z,5,'),
    );
    expect(plan[0]!.intervals.map(({ start, end }) => (end - start) / 3600)).toEqual([4, 4, 4]);
  });

  it('counts hours in real time across changes of the clock', async () => {
    const spring = ['01:30:00+01:00', '03:00:00+02:00'];
    const autumn = ['02:30:00+02:00', '02:00:00+01:00', '02:30:00+01:00'];
    const { plan } = await parsePlan(
      csv(
        ...spring.map((time) => `spring,2026-03-29T${time},5,`),
        ...autumn.map((time) => `autumn,2026-10-25T${time},5,`),
      ),
    );
    const minutes = plan.map(({ intervals }) => intervals.map(({ start, end }) => (end - start) / 60));
    expect(minutes).toEqual([
      [30, 30],
      [30, 30, 30],
    ]);
  });

  it.each([
    'id,start,agents,contacts\nq1,2026-03-30T08:00Z,1,1',
    'q1,2026-03-30T08:00Z,1,1',
    '',
    '{"queue_id": "q1"}',
    '[{"queue_id": ',
  ])('is refused as a whole without its header or as other JSON: %s', async (text) => {
    await expect(parsePlan(text)).rejects.toMatchObject({ code: 'plan_invalid' });
  });

  it.each([
    'queue_id,start,agent,contact\nq1,2026-03-30T08:00Z,1,1',
    '[{"queue_id": "q1", "start": "2026-03-30T08:00Z", "agent": 1}]',
  ])('is refused as a whole with neither agents nor contacts: %s', async (text) => {
    await expect(parsePlan(text)).rejects.toMatchObject({
      code: 'plan_invalid',
      message: expect.stringContaining('neither agents nor contacts'),
    });
  });

  it('is refused with a hint at commas and UTF-8 when a spreadsheet wrote semicolons', async () => {
    await expect(parsePlan('queue_id;start;agents\nq1;2026-03-30T08:00Z;1')).rejects.toThrow(
      'comma-separated, in UTF-8',
    );
  });

  it('is empty with a header alone', async () => {
    expect(await parsePlan(csv())).toEqual({ plan: [], rejected: {}, problems: [] });
  });
});

describe('a plan as JSON', () => {
  it('has the same rows, with empty values as null or left out', async () => {
    const { plan, problems } = await parsePlan(
      JSON.stringify([
        { queue_id: 4711, start: '2026-03-30T08:00:00Z', agents: 12, contacts: null },
        { queue_id: '4711', start: '2026-03-30T08:15:00Z', contacts: 20 },
        ['4711', '2026-03-30T08:30:00Z'],
        { queue_id: '4711', start: 1_774_857_600, agents: 1 },
      ]),
    );
    expect(plan).toEqual([
      {
        queue: '4711',
        intervals: [
          { start: unix('2026-03-30T08:00Z'), end: unix('2026-03-30T08:15Z'), agents: 12 },
          { start: unix('2026-03-30T08:15Z'), end: unix('2026-03-30T08:30Z'), contacts: 20 },
        ],
      },
    ]);
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['row 3', 'row 4']);
  });
});

describe('the start of an interval', () => {
  it.each([
    ['2026-03-30T08:00:00+02:00', '2026-03-30T06:00:00Z'],
    ['2026-03-30T08:00+0530', '2026-03-30T02:30:00Z'],
    ['2026-03-30T08:00:00-03', '2026-03-30T11:00:00Z'],
    ['2026-03-30 08:00:00.000Z', '2026-03-30T08:00:00Z'],
    ['2026-03-30T24:00:00Z', '2026-03-31T00:00:00Z'],
  ])('%s is %s', (text, time) => {
    expect(parseStart(text)).toBe(unix(time));
  });

  it.each([
    '2026-02-30T08:00Z',
    '0026-03-30T08:00Z',
    '2026-03-30T25:00Z',
    '2026-03-30T08:60Z',
    '2026-03-30',
    '30.03.2026 08:00',
    '',
  ])('%s is refused', (text) => {
    expect(parseStart(text)).toBeUndefined();
  });
});
