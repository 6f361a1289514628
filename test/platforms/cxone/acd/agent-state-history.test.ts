import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { readAgentStateHistory } from '../../../../src/platforms/cxone/acd/agents/agent-state-history.ts';
import { acdApi } from '../../../../src/platforms/cxone/acd/api.ts';
import { startVendorApi } from '../../../support/vendor-api.ts';
import { NOW, openClient, queryOf, ROOT } from './support.ts';

const PATH = `${ROOT}/agents/20001/state-history`;

async function read(answer: HttpResponseResolver) {
  const server = await startVendorApi(http.get(PATH, answer));
  const client = openClient(server.origin);
  const question = { agentId: '20001', from: NOW - 3600, to: NOW };
  const context = { collector: 'agents', signal: AbortSignal.timeout(10_000) } as const;
  return { server, history: await readAgentStateHistory(acdApi(client, 34, 50), question, context) };
}

const span = (agentStateId: unknown, startDate: unknown, duration: unknown, more: object = {}) => ({
  stateIndex: 1,
  agentId: 20001,
  agentStateId,
  startDate,
  duration,
  ...more,
});
const history =
  (...agentStateHistory: unknown[]) =>
  () =>
    HttpResponse.json({
      totalRecords: agentStateHistory.length,
      _links: {},
      businessUnitId: 1,
      agentStateHistory,
    });

describe('CXone ACD: state history of an agent', () => {
  it('asks for the span in UTC, and for nothing personal', async () => {
    const { server } = await read(history());
    expect(queryOf(server.received[0]!)).toEqual({
      startDate: '2026-09-07T09:00:00Z',
      endDate: '2026-09-07T10:00:00Z',
      fields: 'agentStateId,startDate,duration,outStateDescription',
    });
  });

  it('reads states and durations in seconds, in whatever form they come, oldest first', async () => {
    const { history: told } = await read(
      history(
        span(3, '2026-09-07T09:10:00Z', 120, { outStateDescription: 'ACW' }),
        span('2', '2026-09-07T09:20:00.500Z', '30.25', { outStateDescription: 'Lunch' }),
        span(2, '2026-09-07T09:12:00Z', 'PT1M30.5S', { outStateDescription: 'After Call Work' }),
        span(0, '2026-09-07T09:00:00', '600'),
        span(2, '2026-09-07T09:30:00Z', 5, { outStateDescription: 'ACW' }),
      ),
    );
    expect(told.rejected).toEqual({});
    expect(
      told.spans.map(({ state, startedAt, seconds, reason }) => [state, startedAt - NOW, seconds, reason]),
    ).toEqual([
      ['logged_out', -3600, 600, undefined],
      ['busy', -3000, 120, 'ACW'],
      ['after_contact_work', -2880, 90.5, 'After Call Work'],
      ['unavailable', -2399.5, 30.25, 'Lunch'],
      ['after_contact_work', -1800, 5, 'ACW'],
    ]);
  });

  it('refuses rows whose state, start or length is unknown', async () => {
    const { history: told } = await read(
      history(
        span(42, '2026-09-07T09:10:00Z', 120),
        span(1, null, 120),
        span(1, '2026-09-07T09:10:00Z', 'a while'),
        span(1, '2026-09-07T09:10:00Z', -1),
      ),
    );
    expect(told.spans).toEqual([]);
    expect(told.rejected).toEqual({
      invalid_agent_state_id: 1,
      invalid_start_date: 1,
      invalid_duration: 2,
    });
  });

  it('takes 204 for no states', async () => {
    expect((await read(() => new HttpResponse(null, { status: 204 }))).history.spans).toEqual([]);
  });

  it('fails for an agent who does not exist', async () => {
    await expect(
      read(() => HttpResponse.json({ error: 'Agent not found for BU' }, { status: 404 })),
    ).rejects.toMatchObject({ status: 404 });
  });
});
