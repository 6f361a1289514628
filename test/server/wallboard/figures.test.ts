import { describe, expect, it } from 'vitest';
import type { PollState, QueueRow, TenantHead } from '../../../src/server/wallboard/shared/board.ts';
import { currentRows } from '../../../src/server/wallboard/shared/current.js';
import { quietRows } from '../../../src/server/wallboard/shared/quiet.js';
import { byRisk } from '../../../src/server/wallboard/shared/risk.js';
import { rowText } from '../../../src/server/wallboard/shared/row-text.js';
import {
  readTenants,
  staleText,
  tenantLines,
  updatedText,
} from '../../../src/server/wallboard/shared/tenant-text.js';
import { rowsInView, viewOf } from '../../../src/server/wallboard/shared/view.js';
import { timeAt } from '../../../src/server/wallboard/shared/words.js';

const NOW = 1_700_000_000;
const row = (facts: Partial<QueueRow> = {}): QueueRow => ({
  tenant: 'acme',
  id: '1',
  name: 'Sales',
  media: 'voice',
  target: 0.8,
  threshold: 20,
  ...facts,
});
const counted = (
  answeredWithinThreshold: number,
  answered: number,
  abandoned: number,
): Partial<QueueRow> => ({
  window: 900,
  answeredWithinThreshold,
  answered,
  abandoned,
  serviceLevel: answeredWithinThreshold / (answered + abandoned),
});
const polled = (secondsAgo: number, interval = 15): PollState => ({ interval, updatedAt: NOW - secondsAgo });
const head = (name: string, facts: Partial<TenantHead> = {}): TenantHead => ({
  name,
  platform: '',
  up: true,
  troubles: [],
  ...polled(3),
  ...facts,
});
const read = (...tenants: readonly (readonly [TenantHead, readonly QueueRow[]])[]) =>
  tenantLines(
    readTenants(
      tenants.map(([of, rows]) => ({ head: of, rows: currentRows(of, rows, NOW) })),
      NOW,
    ),
    NOW,
  );

describe('figures of a tenant', () => {
  it('count the longest wait up without being aggregated again', () => {
    const waiting = [row({ waiting: 2, oldestAt: NOW - 70 }), row({ id: '2', waiting: 1, wait: 75 })];
    const tenants = readTenants([{ head: head('acme', { interval: 60 }), rows: waiting }], NOW);
    const longest = (at: number) => tenantLines(tenants, at).lines[0]?.text.longest;
    expect([0, 5, 20].map((seconds) => longest(NOW + seconds))).toEqual(['1:15', '1:15', '1:30']);
  });

  it('shows unknown figures, not zeros, for outdated data, and names its age', () => {
    const down = head('acme', { ...polled(100), error: 'HTTP 503', available: 4 });
    const [line] = read([
      down,
      [row({ breached: false, predicted: false, waiting: 0, ...counted(9, 9, 0) })],
    ]).lines;
    expect(line?.text).toMatchObject({
      status: `No data since ${timeAt(NOW - 100, NOW)}`,
      note: 'HTTP 503',
      breach: '–',
      risk: '–',
      waiting: '–',
      longest: '–',
      available: '–',
      level: '–',
      answered: '–',
      abandoned: '–',
    });
  });

  it('keeps the counts whose own poll is current while the queue poll fails', () => {
    const half = head('acme', { ...polled(100), counts: polled(30, 60) });
    const rows = [row({ breached: true, predicted: true, waiting: 7, ...counted(38, 50, 5) })];
    const [line] = read([half, rows]).lines;
    expect(line?.text).toMatchObject({ breach: '1', level: '69%', answered: '50', waiting: '–', risk: '–' });
    expect(line?.text.status).toMatch(/^No live data since/);
    const [current] = currentRows(half, rows, NOW);
    expect(rowText(current!, NOW)).toMatchObject({ state: 'In breach', waiting: '–', probability: '' });
  });

  it('drops the counts whose own poll is overdue, and shows that', () => {
    const half = head('acme', { counts: polled(200, 60) });
    const [line] = read([
      half,
      [row({ breached: true, predicted: false, waiting: 7, ...counted(38, 50, 5) })],
    ]).lines;
    expect(line?.text).toMatchObject({ waiting: '7', risk: '0', level: '', answered: '' });
    expect(line?.text.levelNote).toBe(`no data since ${timeAt(NOW - 200, NOW)}`);
    expect(line?.text.levelShort).toBe('no data');
  });

  it('computes a service level as the ratio of sums, never as the average of ratios', () => {
    const rows = [row({ id: '1', ...counted(1, 1, 0) }), row({ id: '2', ...counted(10, 90, 9) })];
    const [line] = read([head('acme'), rows]).lines;
    expect(line?.text.level).toBe('11%');
  });

  it('shows no service level and no waiting contacts where the platform reports none', () => {
    const [line] = read([
      head('acme'),
      [row({ window: 900, answered: 9, abandoned: 1, serviceLevel: 0.9 })],
    ]).lines;
    expect(line?.text).toMatchObject({
      level: '',
      levelNote: 'not reported',
      waiting: '',
      waitingNote: 'not reported',
      waitingShort: '–',
      answered: '9',
      answeredNote: '',
    });
  });

  it('does not take an unreported wait for no wait', () => {
    const rows = [row({ id: '1', waiting: 0 }), row({ id: '2', waiting: 7 })];
    const [line] = read([head('acme'), rows]).lines;
    expect(line?.text).toMatchObject({ longest: '', longestNote: 'not reported' });
    const { total } = read([head('acme'), rows], [head('globex'), [row({ tenant: 'globex', waiting: 0 })]]);
    expect(total.text.longest).not.toBe('none');
    expect(read([head('acme'), [row({ waiting: 0 })]]).lines[0]?.text.longest).toBe('none');
  });

  it('states how many queues the figures cover when some report nothing', () => {
    const [line] = read([head('acme'), [row({ id: '1', waiting: 2 }), row({ id: '2' })]]).lines;
    expect(line?.text).toMatchObject({ waiting: '2', waitingNote: '1 of 2 queues', waitingShort: '1 of 2' });
  });

  it('counts a contact once where the row of all media repeats those of each', () => {
    const rows = [
      row({ media: 'all', ...counted(9, 9, 1) }),
      row({ media: 'voice', ...counted(6, 6, 1) }),
      row({ media: 'chat', ...counted(3, 3, 0) }),
    ];
    expect(read([head('acme'), rows]).lines[0]?.text).toMatchObject({ answered: '9', abandoned: '1' });
  });

  it('shows the average speed of answer where the waits of answered contacts are known', () => {
    const rows = [
      row({ id: '1', ...counted(9, 9, 0), answeredWait: 90 }),
      row({ id: '2', ...counted(1, 1, 0), answeredWait: 110 }),
    ];
    expect(read([head('acme'), rows]).lines[0]?.text.speed).toBe('0:20');
    expect(read([head('acme'), [row(counted(1, 1, 0))]]).unreported).toContain('speed');
  });
});

describe('figures of all tenants', () => {
  it('names the tenant that is left out, and how many have no data', () => {
    const { total } = read(
      [head('acme'), [row({ waiting: 3, ...counted(1, 1, 0) })]],
      [head('globex', polled(100)), [row({ tenant: 'globex', waiting: 5 })]],
    );
    expect(total.text).toMatchObject({
      status: '1 of 2 without data',
      waiting: '3',
      waitingNote: 'without globex',
      waitingShort: '1 of 2',
      level: '100%',
      levelNote: 'without globex',
    });
  });

  it('adds up sums, and takes the longest wait', () => {
    const { total } = read(
      [head('acme'), [row({ waiting: 3, oldestAt: NOW - 65, ...counted(1, 1, 0) })]],
      [head('globex'), [row({ tenant: 'globex', waiting: 1, oldestAt: NOW - 5, ...counted(0, 2, 1) })]],
    );
    expect(total.text).toMatchObject({
      waiting: '4',
      longest: '1:05',
      level: '25%',
      answered: '3',
      abandoned: '1',
    });
    expect(total.text.waitingNote).toBe('');
  });

  it('comes before the tenants, those in trouble first where not all fit', () => {
    const many = Array.from({ length: 8 }, (_, index) => {
      const name = `tenant ${index}`;
      const facts = { tenant: name, breached: index === 5 };
      return [head(name, index === 7 ? polled(100) : {}), [row(facts)]] as const;
    });
    expect(
      read(...many)
        .lines.map(({ tenant }) => tenant)
        .slice(0, 3),
    ).toEqual(['tenant 7', 'tenant 5', 'tenant 0']);
    expect(read(...many.slice(0, 6)).lines[0]?.tenant).toBe('tenant 0');
  });
});

describe('outdated queues', () => {
  const down = head('acme', { ...polled(100), error: 'the platform timed out' });

  it('shows an outdated queue as no data, with its last known state', () => {
    const [lost] = currentRows(down, [row({ breached: true, waiting: 4, ...counted(38, 50, 5) })], NOW);
    expect(rowText(lost!, NOW)).toMatchObject({
      state: 'No data',
      waiting: '–',
      oldest: '–',
      level: '–',
      probability: '–',
      reason: `No data since ${timeAt(NOW - 100, NOW)} (was in breach)`,
    });
  });

  it('sorts an outdated queue after those in trouble and before those that are well', () => {
    const [lost] = currentRows(down, [row({ breached: true })], NOW);
    const [breach, risk, watch, calm] = [
      row({ breached: true }),
      row({ predicted: true, probability: 0.6 }),
      row({ waiting: 1, available: 0 }),
      row({ waiting: 0 }),
    ];
    const order = [breach!, risk!, lost!, watch!, calm!];
    expect(order.toReversed().sort((a, b) => byRisk(a, b, NOW))).toEqual(order);
  });

  it('does not show current queues as outdated', () => {
    expect(updatedText([head('globex'), down], NOW)).toBe('Updated 3 s ago');
    expect(updatedText([down], NOW)).toBe(`No data since ${timeAt(NOW - 100, NOW)}`);
    expect(staleText(down, NOW)).toBe(
      `acme: no data since ${timeAt(NOW - 100, NOW)}, for 1:40. The platform timed out`,
    );
  });

  it('names the day when the last poll was long ago', () => {
    expect(timeAt(NOW - 3 * 86_400, NOW)).toMatch(/^11 Nov, |^Nov 11, /);
  });
});

describe('the reason of a state', () => {
  const why = (facts: Partial<QueueRow>) => rowText(row(facts), NOW).reason;

  it('states the counts of a breach', () => {
    const breach = { breached: true, predicted: true, probability: 1, waiting: 0, available: 4 };
    expect(why({ ...breach, ...counted(38, 50, 5) })).toBe('38 of 55 answered in time in the last 15 min');
  });

  it('states the contacts that the service level counts where abandoned ones are left out', () => {
    const facts = { ...counted(38, 50, 5), counted: 50, serviceLevel: 38 / 50, breached: true };
    expect(why(facts)).toBe('38 of 50 answered in time in the last 15 min');
    expect(read([head('acme'), [row(facts)]]).lines[0]?.text.level).toBe('76%');
  });

  it("states the platform's own figure where it does not report the counts", () => {
    const breach = { breached: true, serviceLevel: 0.69, window: 900, answered: 50, abandoned: 5 };
    expect(why(breach)).toBe('Platform reports 69%, target 80%');
  });

  it('omits counts that the service level was not computed from', () => {
    expect(why({ breached: true, ...counted(38, 50, 5), serviceLevel: 0.4 })).toBe(
      'Platform reports 40%, target 80%',
    );
  });

  it('explains a queue that stays at risk at a chance that others are well at', () => {
    expect(why({ predicted: true, probability: 0.33, clearsBelow: 0.2, waiting: 0, available: 1 })).toBe(
      'At risk until the chance is below 20%, 1 available',
    );
  });

  it('explains a queue that is well below its target and not in breach', () => {
    const few = { breached: false, minContacts: 5, waiting: 0, ...counted(1, 2, 0) };
    expect(why(few)).toBe('Only 2 contacts, evaluated from 5, no contacts waiting');
  });

  it('shows no chance of a breach that has happened', () => {
    expect(rowText(row({ breached: true, probability: 1 }), NOW).probability).toBe('');
  });
});

describe('media without contacts', () => {
  const idle = { waiting: 0, active: 0, answered: 0, abandoned: 0 };
  const media = [
    row({ media: 'all', available: 3 }),
    row({ media: 'chat', ...idle }),
    row({ media: 'email', waiting: 1 }),
    row({ media: 'voice', ...idle }),
    row({ media: 'message', ...idle, predicted: true }),
    row({ media: 'video' }),
  ];
  const shown = (rows: readonly QueueRow[], query = '') => {
    const quiet = quietRows(rows);
    const isQuiet = ({ media: medium }: QueueRow) => [...quiet].some((key) => key.includes(`"${medium}"`));
    return rowsInView(rows, viewOf(new URLSearchParams(query)), NOW, isQuiet).map((each) => each.media);
  };

  it('folds media without contacts, but no other', () => {
    expect(shown(media).toSorted()).toEqual(['email', 'message', 'video']);
  });

  it('keeps one row of a queue without contacts', () => {
    expect(shown([row({ media: 'chat', ...idle }), row({ media: 'voice', ...idle })])).toEqual(['voice']);
  });

  it('shows media without contacts on request, all or by their medium', () => {
    expect(shown(media, 'quiet=1')).toHaveLength(6);
    expect(shown(media, 'media=chat')).toEqual(['chat']);
  });
});
