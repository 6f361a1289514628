import { HttpResponse, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { connect, NOW, queryOf, ROOT, STATES } from './support.ts';

const historyOf = (agentId: string) => `${ROOT}/agents/${agentId}/state-history`;
const iso = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();
const span = (agentStateId: number, startedAt: number, duration: unknown, outStateDescription = '') => ({
  agentStateId,
  startDate: iso(startedAt),
  duration,
  outStateDescription,
});
const history =
  (...agentStateHistory: unknown[]) =>
  () =>
    HttpResponse.json({ agentStateHistory });
const ONE_AVAILABLE: readonly RequestHandler[] = [
  http.get(STATES, () => HttpResponse.json({ agentStates: [{ agentId: 1, agentStateId: 1 }] })),
];

describe('CXone ACD: time by state of configured agents', () => {
  it('sums the spans of each agent within the last 24 hours, in seconds', async () => {
    const { server, adapter } = await connect(
      [
        http.get(
          historyOf('7'),
          history(
            span(3, NOW - 600, '500.5'),
            span(1, NOW - 100_000, 20_000),
            span(3, NOW - 1800, 60),
            span(2, NOW - 1700, 30, 'After Call Work'),
            span(1, NOW - 60, 3600),
          ),
        ),
        http.get(historyOf('8'), history()),
        ...ONE_AVAILABLE,
      ],
      { agentIds: ['7', '8'] },
    );
    const { agents, agentTimes, rejected } = await adapter.collect('agents');
    expect(agents).toMatchObject({ available: 1, busy: 0 });
    expect(rejected).toEqual({});
    expect(agentTimes?.toSorted((a, b) => b.seconds - a.seconds)).toEqual([
      { agentId: '7', state: 'available', seconds: 20_000 - (100_000 - 86_400) + 60 },
      { agentId: '7', state: 'busy', seconds: 560.5 },
      { agentId: '7', state: 'after_contact_work', seconds: 30 },
    ]);
    expect(queryOf(server.at(historyOf('7'))[0]!)).toMatchObject({
      startDate: '2026-09-06T10:00:00Z',
      endDate: '2026-09-07T10:00:00Z',
    });
  });

  it('requests no history when no agent is configured', async () => {
    const { server, adapter } = await connect(ONE_AVAILABLE);
    expect((await adapter.collect('agents')).agentTimes).toBeUndefined();
    expect(server.received.filter(({ url }) => url.includes('state-history'))).toEqual([]);
  });

  it('counts an agent who does not exist, and reports the others', async () => {
    const { adapter } = await connect(
      [
        http.get(historyOf('7'), history(span(3, NOW - 600, 60), span(99, NOW, 1))),
        http.get(historyOf('404'), () => new HttpResponse(null, { status: 404 })),
        ...ONE_AVAILABLE,
      ],
      { agentIds: ['404', '7'] },
    );
    for (const _ of [1, 2]) {
      const { agentTimes, rejected } = await adapter.collect('agents');
      expect(agentTimes).toEqual([{ agentId: '7', state: 'busy', seconds: 60 }]);
      expect(rejected).toEqual({ unknown_agent_id: 1, invalid_agent_state_id: 1 });
    }
  });

  it('fails the poll when a history cannot be read', async () => {
    const { adapter } = await connect(
      [
        http.get(historyOf('7'), () => HttpResponse.json({ error: 'Forbidden' }, { status: 403 })),
        ...ONE_AVAILABLE,
      ],
      { agentIds: ['7'] },
    );
    await expect(adapter.collect('agents')).rejects.toMatchObject({ status: 403, collector: 'agents' });
  });
});

describe('CXone ACD: history of an agent', () => {
  it('cuts spans into intervals', async () => {
    const { adapter } = await connect([
      http.get(
        historyOf('7'),
        history(
          span(1, NOW - 2000, 600),
          span(3, NOW - 1400, 1000),
          span(1, NOW - 400, 100),
          span(3, NOW - 300, 900),
        ),
      ),
    ]);
    const { intervals } = await adapter.agentHistory({
      agentId: '7',
      from: NOW - 1800,
      to: NOW,
      intervalSeconds: 900,
    });
    expect(intervals.map(({ state, from, to, seconds }) => [state, from - NOW, to - NOW, seconds])).toEqual([
      ['available', -1800, -900, 400],
      ['busy', -1800, -900, 500],
      ['busy', -900, 0, 800],
      ['available', -900, 0, 100],
    ]);
  });
});
