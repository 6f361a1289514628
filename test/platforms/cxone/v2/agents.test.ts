import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../support/vendor-api.ts';
import { AGENTS, connect, inPages, NOW } from './support.ts';

const DAY = 86_400;
const ANNA = '11111111-1111-4111-8111-111111111111';
const BEN = '22222222-2222-4222-8222-222222222222';
const agentIds = [ANNA, BEN];

const spent = (agentId: unknown, agentState: unknown, agentStateDuration: unknown) => ({
  dimensions: { agentId, agentState, agentName: 'Nobody’s business' },
  metrics: { agentStateDuration },
});
const report = (reportRows: readonly unknown[], nextUri?: string) => ({
  reportData: { reportRows },
  nextUri,
});
const question = { agentId: ANNA, from: NOW - 1800, to: NOW, intervalSeconds: 900 };

describe('CXone v2: time by state of configured agents', () => {
  it('asks for them alone, over 24 hours, and reads milliseconds as seconds', async () => {
    const { server, adapter } = await connect(
      [
        http.post(AGENTS, () =>
          HttpResponse.json(
            report([spent(ANNA, 'Available', 90_500), spent(BEN, 'AfterContactWork', 1_000)]),
          ),
        ),
      ],
      { agentIds },
    );
    expect(await adapter.collect('agents')).toEqual({
      agentTimes: [
        { agentId: ANNA, state: 'available', seconds: 90.5 },
        { agentId: BEN, state: 'after_contact_work', seconds: 1 },
      ],
      rejected: {},
    });
    expect(JSON.parse(server.at(AGENTS)[0]?.body ?? '')).toEqual({
      startDate: '2026-09-06T10:00:00.000Z',
      endDate: '2026-09-07T10:00:00.000Z',
      groupBy: ['byAgent', 'byAgentState'],
      metrics: ['agentStateDuration'],
      filters: [{ name: 'agentId', values: agentIds }],
    });
  });

  it('sends no request when no agent is configured', async () => {
    const { server, adapter } = await connect([]);
    expect(await adapter.collect('agents')).toEqual({});
    expect(server.received).toEqual([]);
  });

  it('takes a state that is missing for unknown, and a duration that is missing for none', async () => {
    const { adapter } = await connect(
      [
        http.post(AGENTS, () =>
          HttpResponse.json(
            report([
              { dimensions: { agentId: ANNA }, metrics: { agentStateDuration: 5_000 } },
              { dimensions: { agentId: BEN, agentState: 'Busy' }, metrics: {} },
            ]),
          ),
        ),
      ],
      { agentIds },
    );
    expect((await adapter.collect('agents')).agentTimes).toEqual([
      { agentId: ANNA, state: 'unknown', seconds: 5 },
      { agentId: BEN, state: 'busy', seconds: 0 },
    ]);
  });

  it('knows of no time where there was no activity', async () => {
    const { adapter } = await connect([http.post(AGENTS, () => HttpResponse.json(report([])))], { agentIds });
    expect(await adapter.collect('agents')).toEqual({ agentTimes: [], rejected: {} });
  });

  it('rejects rows without an agent, of other agents, repeated, or longer than a day', async () => {
    const { adapter } = await connect(
      [
        http.post(AGENTS, () =>
          HttpResponse.json(
            report([
              spent(undefined, 'Busy', 1),
              spent('somebody', 'Busy', 1),
              spent(ANNA, 'Busy', 2_000),
              spent(ANNA, 'Busy', 2_000),
              spent(ANNA, 'Meeting', 2_000),
              spent(ANNA, 'Meeting', 3_000),
              spent(ANNA, 'Available', -1),
              spent(BEN, 'Available', DAY * 1_000_000),
              spent(BEN, 'Busy', '1000'),
            ]),
          ),
        ),
      ],
      { agentIds },
    );
    expect(await adapter.collect('agents')).toEqual({
      agentTimes: [{ agentId: ANNA, state: 'busy', seconds: 2 }],
      rejected: {
        invalid_dimensions_agent_id: 1,
        unasked_agent: 1,
        duplicate: 1,
        contradictory: 2,
        agent_state_duration_out_of_range: 2,
        invalid_metrics_agent_state_duration: 1,
      },
    });
  });

  it('follows the pages with the same body, by relative and absolute links', async () => {
    const pages = [
      [spent(ANNA, 'Busy', 1_000)],
      [spent(BEN, 'Busy', 2_000)],
      [spent(BEN, 'Available', 3_000)],
    ];
    const links = ['', '', `${AGENTS}?page=2`, `?page=3`];
    const { server, adapter } = await connect(
      [http.post(AGENTS, inTurn(...inPages(pages, report, (page) => links[page] ?? '')))],
      { agentIds },
    );
    expect((await adapter.collect('agents')).agentTimes).toHaveLength(3);
    const requests = server.at(AGENTS);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${AGENTS}`,
      `POST ${AGENTS}?page=2`,
      `POST ${AGENTS}?page=3`,
    ]);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  it('fails when the pages lead in a circle, though the links be written in two ways', async () => {
    const { server, adapter } = await connect(
      [
        http.post(
          AGENTS,
          inTurn(
            () => HttpResponse.json(report([], `${AGENTS}?page=2`)),
            ({ request }) => HttpResponse.json(report([], `${new URL(request.url).origin}${AGENTS}?page=2`)),
          ),
        ),
      ],
      { agentIds },
    );
    await expect(adapter.collect('agents')).rejects.toMatchObject({ code: 'pages_in_circle' });
    expect(server.at(AGENTS)).toHaveLength(2);
  });

  it('fails when a page links to the first one', async () => {
    const { adapter } = await connect([http.post(AGENTS, () => HttpResponse.json(report([], AGENTS)))], {
      agentIds,
    });
    await expect(adapter.collect('agents')).rejects.toMatchObject({ code: 'pages_in_circle' });
  });

  it('fails without asking when the next page lies elsewhere', async () => {
    const elsewhere = await connect([]);
    const { adapter } = await connect(
      [
        http.post(AGENTS, () =>
          HttpResponse.json(report([spent(ANNA, 'Busy', 1)], `${elsewhere.server.origin}${AGENTS}?page=2`)),
        ),
      ],
      { agentIds },
    );
    await expect(adapter.collect('agents')).rejects.toMatchObject({ code: 'origin_refused' });
    expect(elsewhere.server.received).toEqual([]);
  });

  it('fails, rather than report a part, when there are more pages than may be read', async () => {
    const pages = [[spent(ANNA, 'Busy', 1)], [spent(ANNA, 'Available', 1)], [spent(BEN, 'Busy', 1)]];
    const connectWith = (max_pages: number) =>
      connect([http.post(AGENTS, inTurn(...inPages(pages, report, (page) => `${AGENTS}?page=${page}`)))], {
        agentIds,
        settings: { max_pages },
      });
    const capped = await connectWith(2);
    await expect(capped.adapter.collect('agents')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 2 pages; raise max_pages'),
    });
    expect(capped.server.at(AGENTS)).toHaveLength(2);
    const whole = await connectWith(3);
    expect((await whole.adapter.collect('agents')).agentTimes).toHaveLength(3);
  });

  it.each([
    ['without report data', {}],
    ['with rows that are no list', { reportData: { reportRows: {} } }],
  ])('fails the poll on an answer %s', async (_, answer) => {
    const { adapter } = await connect([http.post(AGENTS, () => HttpResponse.json(answer))], { agentIds });
    await expect(adapter.collect('agents')).rejects.toMatchObject({ code: 'invalid', collector: 'agents' });
  });
});

const inInterval = (agentState: string | undefined, intervalStart: unknown, agentStateDuration: unknown) => ({
  dimensions: { agentState, intervalStart, intervalEnd: undefined },
  metrics: { agentStateDuration },
});

describe('CXone v2: history of an agent', () => {
  it('asks by interval and state, and reads each row in its interval', async () => {
    const { server, adapter } = await connect([
      http.post(AGENTS, () =>
        HttpResponse.json(
          report([
            inInterval('Busy', '2026-09-07T09:45:00.000Z', 600_000),
            inInterval(undefined, '2026-09-07T11:30:00+02:00', 300_500),
            inInterval('Available', '2026-09-07T09:30:00Z', 0),
          ]),
        ),
      ),
    ]);
    expect(await adapter.agentHistory(question)).toEqual({
      intervals: [
        { state: 'busy', from: NOW - 900, to: NOW, seconds: 600 },
        { state: 'unknown', from: NOW - 1800, to: NOW - 900, seconds: 300.5 },
      ],
      rejected: {},
    });
    expect(JSON.parse(server.at(AGENTS)[0]?.body ?? '')).toEqual({
      startDate: '2026-09-07T09:30:00.000Z',
      endDate: '2026-09-07T10:00:00.000Z',
      groupBy: ['byInterval', 'byAgentState'],
      metrics: ['agentStateDuration'],
      filters: [{ name: 'agentId', values: [ANNA] }],
      interval: '15m',
    });
  });

  it('refuses rows without an instant, and with more time than the interval has', async () => {
    const { adapter } = await connect([
      http.post(AGENTS, () =>
        HttpResponse.json(
          report([
            inInterval('Busy', undefined, 1_000),
            inInterval('Busy', '2026-09-07T09:45:00Z', 900_000_000),
          ]),
        ),
      ),
    ]);
    expect(await adapter.agentHistory(question)).toEqual({
      intervals: [],
      rejected: { invalid_dimensions_interval_start: 1, agent_state_duration_out_of_range: 1 },
    });
  });
});
