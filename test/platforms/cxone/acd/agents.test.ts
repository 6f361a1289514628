import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { connect, queryOf, STATES } from './support.ts';

const states =
  (...agentStates: unknown[]) =>
  () =>
    HttpResponse.json({
      totalRecords: agentStates.length,
      _links: {},
      lastPollTime: '2026-09-07T10:00:00Z',
      agentStates,
    });

/** States 0 to 8 as the documents number them. */
const agent = (agentId: number, agentStateId: number, more: object = {}) => ({
  agentId,
  agentStateId,
  isACW: false,
  ...more,
});

async function poll(...rows: unknown[]) {
  const { server, adapter } = await connect([http.get(STATES, states(...rows))]);
  return { server, ...(await adapter.collect('agents')) };
}

describe('CXone ACD: agents by state', () => {
  it('counts distinct agents, after-contact work by its flag, and leaves out who is logged out', async () => {
    const { agents, rejected } = await poll(
      agent(1, 0),
      agent(2, 1),
      agent(3, 1),
      agent(4, 2),
      agent(5, 2, { isACW: true }),
      agent(6, 3),
      agent(7, 4),
      agent(8, 5),
      agent(9, 6),
      agent(10, 7),
      agent(11, 8),
    );
    expect(agents).toEqual({ available: 3, busy: 4, after_contact_work: 1, unavailable: 2 });
    expect(rejected).toEqual({});
  });

  it('asks for nothing personal', async () => {
    const { server } = await poll(agent(1, 1));
    expect(queryOf(server.at(STATES)[0]!)).toEqual({ fields: 'agentId,agentStateId,isACW' });
  });

  it('counts an agent with several contacts once, as busy when one of them is in hand', async () => {
    const { agents } = await poll(
      agent(1, 2, { isACW: true }),
      agent(1, 3),
      agent(1, 1),
      agent(2, 1),
      agent(2, 2, { isACW: true }),
    );
    expect(agents).toEqual({ available: 0, busy: 1, after_contact_work: 1, unavailable: 0 });
  });

  it('reads ids and states as text, and the flag as old versions spell it', async () => {
    const { agents } = await poll(
      { AgentId: '1', AgentStateId: '2', isAcw: 'True' },
      { agentId: '9007199254740991', agentStateId: '1' },
    );
    expect(agents).toEqual({ available: 1, busy: 0, after_contact_work: 1, unavailable: 0 });
  });

  it('rejects rows without an agent and unknown states', async () => {
    const { agents, rejected } = await poll({ agentStateId: 1 }, agent(1, 42), { agentId: 2 }, agent(3, 1));
    expect(agents?.available).toBe(1);
    expect(rejected).toEqual({ invalid_agent_id: 1, unknown_agent_state: 2 });
  });

  it('knows that there are none when the answer is empty', async () => {
    const { adapter } = await connect([http.get(STATES, () => new HttpResponse(null, { status: 204 }))]);
    expect((await adapter.collect('agents')).agents).toEqual({
      available: 0,
      busy: 0,
      after_contact_work: 0,
      unavailable: 0,
    });
  });

  it('fails with the message of the platform when the role may not see agents', async () => {
    const { adapter } = await connect([
      http.get(STATES, () =>
        HttpResponse.json({ error: 'Forbidden', error_description: 'Role prevents access' }, { status: 403 }),
      ),
    ]);
    await expect(adapter.collect('agents')).rejects.toThrow(/403.*Role prevents access/);
  });
});
