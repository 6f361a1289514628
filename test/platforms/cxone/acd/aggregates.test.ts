import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { known } from '../../../support/adapter.ts';
import { ACTIVITY, connect, MIDNIGHT, NOW, queryOf, SUMMARY } from './support.ts';

/** A row as the endpoint is seen to send it: figures as text. */
const row = (
  counts: { offered: number; handled: number; within: number; abandoned: number },
  more: object = {},
) => ({
  businessUnitId: '4593821',
  abandonCount: String(counts.abandoned),
  abandonRate: '4',
  agentsAcw: '2',
  averageHandleTime: 'PT4M12S',
  contactsHandled: String(counts.handled),
  contactsOffered: String(counts.offered),
  contactsWithinSLA: String(counts.within),
  contactsOutOfSLA: String(counts.offered - counts.within),
  isOutbound: 'False',
  mediaTypeId: '4',
  mediaTypeName: 'Phone Call',
  skillId: '4001',
  skillName: 'Sales',
  ...more,
});

const summary =
  (...skillSummaries: unknown[]) =>
  () =>
    HttpResponse.json({ skillSummaries });
const quiet = row({ offered: 0, handled: 0, within: 0, abandoned: 0 });

const iso = (unixSeconds: number) => `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}Z`;

interface Spans {
  readonly rolling?: HttpResponseResolver;
  /** By the ISO date it starts on. */
  readonly days?: Readonly<Record<string, HttpResponseResolver>>;
  /** Of spans without an answer of their own; by default the skill is there, and nothing happened. */
  readonly otherwise?: HttpResponseResolver;
}

/** Answers each span of time by where it starts. */
function bySpan({ rolling, days = {}, otherwise = summary(quiet) }: Spans): HttpResponseResolver {
  return (info) => {
    const { startDate = '' } = queryOf(info.request);
    const isDay = startDate.endsWith('T00:00:00Z');
    const answer = isDay ? days[startDate.slice(0, 10)] : rolling;
    return (answer ?? otherwise)(info);
  };
}

const TODAY = '2026-09-07';
const YESTERDAY = '2026-09-06';

describe('CXone ACD: counts over windows', () => {
  it('asks for the judged window, the current UTC day and the day before', async () => {
    const { server, adapter } = await connect([http.get(SUMMARY, bySpan({}))], { now: () => NOW + 0.75 });
    await adapter.collect('aggregates');
    const fields =
      'skillId,skillName,mediaTypeId,isOutbound,contactsOffered,contactsHandled,contactsWithinSLA,abandonCount,averageSpeedToAnswer';
    const span = (from: number, to: number) => ({
      startDate: iso(from),
      endDate: iso(to),
      isOutbound: 'false',
      fields,
    });
    const asked = server.at(SUMMARY).map(queryOf);
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([span(NOW - 900, NOW), span(MIDNIGHT, NOW), span(MIDNIGHT - 86_400, MIDNIGHT)]),
    );
  });

  it('reads figures that come as text, and starts counters at 0', async () => {
    const { adapter } = await connect([
      http.get(
        SUMMARY,
        bySpan({
          rolling: summary(row({ offered: 40, handled: 35, within: 30, abandoned: 3 })),
          days: { [TODAY]: summary(row({ offered: 400, handled: 380, within: 310, abandoned: 15 })) },
        }),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.map(known)).toEqual([
      {
        id: '4001',
        name: 'Sales',
        media: 'voice',
        windows: {
          900: { offered: 40, answered: 35, answeredWithinThreshold: 30, abandoned: 3 },
          utc_day: { offered: 400, answered: 380, answeredWithinThreshold: 310, abandoned: 15 },
        },
        totals: { offered: 0, answered: 0, answeredWithinThreshold: 0, abandoned: 0 },
      },
    ]);
    expect(rejected).toEqual({});
  });

  it('reads PascalCase names, as old versions write them', async () => {
    const old = Object.fromEntries(
      Object.entries(row({ offered: 9, handled: 7, within: 5, abandoned: 2 })).map(([name, value]) => [
        name[0]?.toUpperCase() + name.slice(1),
        value,
      ]),
    );
    const { adapter } = await connect([
      http.get(SUMMARY, bySpan({ rolling: () => HttpResponse.json({ SkillSummaries: [old] }) })),
    ]);
    expect((await adapter.collect('aggregates')).queues?.[0]?.windows?.[900]).toEqual({
      offered: 9,
      answered: 7,
      answeredWithinThreshold: 5,
      abandoned: 2,
    });
  });

  it('counts what the day adds, never twice and never backwards, over midnight too', async () => {
    let now = NOW;
    const days: Record<string, HttpResponseResolver> = {};
    const tell = (date: string, offered: number) => {
      days[date] = summary(row({ offered, handled: offered, within: offered, abandoned: 0 }));
    };
    const { adapter } = await connect([http.get(SUMMARY, bySpan({ days }))], { now: () => now });
    const poll = async () => (await adapter.collect('aggregates')).queues?.[0]?.totals?.offered;

    tell(YESTERDAY, 950);
    tell(TODAY, 400);
    expect(await poll()).toBe(0);
    tell(TODAY, 410);
    expect(await poll()).toBe(10);
    // A correction downwards, and the way back up.
    tell(TODAY, 405);
    expect(await poll()).toBe(10);
    tell(TODAY, 411);
    expect(await poll()).toBe(11);
    // A late correction of the day before.
    tell(YESTERDAY, 952);
    expect(await poll()).toBe(13);
    // The first second of the next day.
    now = MIDNIGHT + 86_400;
    tell(TODAY, 900);
    expect(await poll()).toBe(13 + 489);
    // A contact of the late evening ends after midnight, and two new ones come.
    now += 600;
    tell(TODAY, 901);
    tell('2026-09-08', 2);
    expect(await poll()).toBe(13 + 490 + 2);
  });

  it('never asks for a span without length', async () => {
    const { server, adapter } = await connect([http.get(SUMMARY, bySpan({}))], { now: () => MIDNIGHT });
    await adapter.collect('aggregates');
    for (const request of server.at(SUMMARY)) {
      const { startDate = '', endDate = '' } = queryOf(request);
      expect(Date.parse(endDate)).toBeGreaterThan(Date.parse(startDate));
    }
  });

  it('counts nothing twice when answers lack a skill for a while, over midnight too', async () => {
    let now = MIDNIGHT + 86_400 - 600;
    const complete = summary(row({ offered: 50, handled: 50, within: 50, abandoned: 0 }));
    const days: Record<string, HttpResponseResolver> = { [TODAY]: complete };
    const { adapter } = await connect([http.get(SUMMARY, bySpan({ days }))], { now: () => now });
    const poll = async () => (await adapter.collect('aggregates')).queues?.[0]?.totals?.offered;
    const lose = () => {
      for (const day of [YESTERDAY, TODAY, '2026-09-08']) days[day] = summary();
    };
    expect(await poll()).toBe(0);
    lose();
    await poll();
    await poll();
    days[TODAY] = complete;
    expect(await poll()).toBe(0);
    lose();
    now += 1200;
    await poll();
    days[TODAY] = complete;
    days['2026-09-08'] = summary(quiet);
    expect(await poll()).toBe(0);
  });

  it('forgets a skill that is gone for days', async () => {
    let now = NOW;
    const days: Record<string, HttpResponseResolver> = {};
    const handlers = [http.get(SUMMARY, bySpan({ days, otherwise: summary() }))];
    const { adapter } = await connect(handlers, { now: () => now });
    const poll = async () => (await adapter.collect('aggregates')).queues?.[0]?.totals?.offered;
    const tell = (date: string, offered: number) => {
      days[date] = summary(row({ offered, handled: offered, within: offered, abandoned: 0 }));
    };
    tell(TODAY, 50);
    await poll();
    tell(TODAY, 57);
    expect(await poll()).toBe(7);
    for (let day = 0; day < 3; day++) {
      now += 86_400;
      await poll();
    }
    tell('2026-09-10', 3);
    expect(await poll()).toBe(3);
  });

  it('takes 204 for a span in which there was nothing', async () => {
    const { adapter } = await connect([http.get(SUMMARY, () => new HttpResponse(null, { status: 204 }))]);
    expect((await adapter.collect('aggregates')).queues).toEqual([]);
  });

  it('fails whole when one of its spans does, and counts nothing of it', async () => {
    const days: Record<string, HttpResponseResolver> = {
      [TODAY]: summary(row({ offered: 5, handled: 5, within: 5, abandoned: 0 })),
    };
    const { adapter } = await connect([http.get(SUMMARY, bySpan({ days }))]);
    await adapter.collect('aggregates');
    days[TODAY] = summary(row({ offered: 8, handled: 8, within: 8, abandoned: 0 }));
    days[YESTERDAY] = () => HttpResponse.json({ error: 'Forbidden' }, { status: 403 });
    await expect(adapter.collect('aggregates')).rejects.toMatchObject({ code: 'http', status: 403 });
    days[YESTERDAY] = summary(quiet);
    expect((await adapter.collect('aggregates')).queues?.[0]?.totals?.offered).toBe(3);
  });

  it('keeps an unknown figure unknown, and drops and counts what is not a number', async () => {
    const { adapter } = await connect([
      http.get(
        SUMMARY,
        bySpan({
          rolling: summary(
            row(
              { offered: 1, handled: 1, within: 1, abandoned: 0 },
              { abandonCount: null, contactsWithinSLA: 'n/a' },
            ),
          ),
        }),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.[0]?.windows?.[900]).toEqual({
      offered: 1,
      answered: 1,
      answeredWithinThreshold: undefined,
      abandoned: undefined,
    });
    expect(rejected).toEqual({ contacts_within_sla_out_of_range: 1 });
  });

  it.each([
    ['12', 35 * 12],
    ['PT1M2S', 35 * 62],
    [undefined, undefined],
  ])(
    'sums the waits of the answered from the average speed of answer %s',
    async (averageSpeedToAnswer, sum) => {
      const { adapter } = await connect([
        http.get(
          SUMMARY,
          bySpan({
            rolling: summary(
              row({ offered: 40, handled: 35, within: 30, abandoned: 3 }, { averageSpeedToAnswer }),
            ),
          }),
        ),
      ]);
      const { queues, rejected } = await adapter.collect('aggregates');
      expect(queues?.[0]?.windows?.[900]?.answeredWaitSeconds).toBe(sum);
      expect(queues?.[0]?.totals).not.toHaveProperty('answeredWaitSeconds');
      expect(rejected).toEqual({});
    },
  );

  it('shows the skills that the queue poll shows, and no outbound one', async () => {
    const rows = [1, 2, 3].map((skillId) => ({ skillId, skillName: `Skill ${skillId}`, contactsOffered: 1 }));
    const { adapter } = await connect([
      http.get(ACTIVITY, () =>
        HttpResponse.json({
          skillActivity: [
            { skillId: 1, skillName: 'Skill 1', isActive: true },
            { skillId: 2, skillName: 'Skill 2', isActive: false },
          ],
        }),
      ),
      http.get(SUMMARY, summary(...rows, { skillId: 4, isOutbound: true, contactsOffered: 9 })),
    ]);
    const shown = async () => (await adapter.collect('aggregates')).queues?.map(({ id }) => id);
    expect(await shown()).toEqual(['1', '2', '3']);
    await adapter.collect('queues');
    expect(await shown()).toEqual(['1']);
  });

  it('labels the rolling window by its length', async () => {
    const { server, adapter } = await connect([http.get(SUMMARY, bySpan({}))], { windowSeconds: 1800 });
    const { queues } = await adapter.collect('aggregates');
    expect(Object.keys(queues?.[0]?.windows ?? {})).toEqual(['1800', 'utc_day']);
    expect(server.at(SUMMARY).map((request) => queryOf(request).startDate)).toContain(iso(NOW - 1800));
  });
});
