import { describe, expect, it } from 'vitest';
import type { QueueRouting, RoutingSettings } from '../../../src/domain/index.ts';
import { cxoneV2 } from '../../../src/platforms/cxone/v2/index.ts';
import { connectAdapter } from '../../support/adapter.ts';
import { type Answer, json, type Routes, startVendorServer } from '../../support/vendor-server.ts';

/** Wire tests of queue routing, from the shapes that the platform's guide shows and leaves open. */

const PATH = '/api/v2/routing/queues/q%2F1';
const SKILLS = '/api/v2/routing/skills';

const document = {
  id: 'q/1',
  name: 'Sales',
  routingStrategy: 'longestIdleAgent',
  maxWaitTime: 1800,
  waitMusic: { playMusic: true, url: 'https://media.example.com/a.wav', volume: 7 },
  overflowTargets: [{ id: 'q2', threshold: 50, name: 'Second' }],
  skills: [{ id: 's1', level: 3 }],
  skillRoutingType: 'any',
  enableOverflow: true,
  overflowThreshold: 50,
  division: { id: 'd1' },
  version: 4,
};

async function connect(routes: Routes) {
  const token = json({ access_token: 'token', expires_in: 3600 });
  const server = await startVendorServer({ '/api/v2/oauth/token': token, ...routes });
  const { routing } = connectAdapter(cxoneV2, {
    settings: { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } },
  });
  if (!routing) throw new Error('no routing');
  const context = () => ({ signal: AbortSignal.timeout(10_000) });
  return {
    server,
    read: (id = 'q/1') => routing.read(id, context()),
    skillIds: () => routing.skillIds(context()),
    write: (queue: QueueRouting, settings: RoutingSettings) => routing.write(queue, settings, context()),
  };
}

/** Reads the queue, then writes to it and is answered as told. */
async function writing(
  answer: Answer | readonly Answer[],
  settings: RoutingSettings = { maxWaitSeconds: 60 },
) {
  const { server, read, write } = await connect({ [PATH]: [json(document), ...[answer].flat()] });
  const queue = await read();
  const result = await write(queue!, settings);
  const sent = server.at(PATH).slice(1);
  return { result, sent, body: JSON.parse(sent[0]?.body ?? '{}') };
}

const written = json({ ...document, version: 5 });
const problem = (...errors: unknown[]) => json({ message: 'not valid', errors }, 400);

describe('CXone v2: reading routing configuration', () => {
  it('gives the settings in our terms, and keeps what is none of ours', async () => {
    const { read } = await connect({ [PATH]: json(document) });
    expect(await read()).toMatchObject({
      id: 'q/1',
      name: 'Sales',
      media: 'all',
      version: 4,
      settings: {
        routingStrategy: 'longestIdleAgent',
        maxWaitSeconds: 1800,
        waitMusic: 'https://media.example.com/a.wav',
        overflowTargets: [{ id: 'q2', threshold: 50 }],
        skills: [{ id: 's1', level: '3' }],
        skillRoutingType: 'any',
        enableOverflow: true,
        overflowThreshold: 50,
      },
    });
    expect((await read())?.rest).toEqual({ id: 'q/1', name: 'Sales', division: { id: 'd1' } });
  });

  it('takes what the platform does not tell as unknown, and a missing version as 0', async () => {
    const { read } = await connect({ [PATH]: json({ maxWaitTime: null }) });
    const queue = await read();
    expect(queue).toMatchObject({ id: 'q/1', name: 'q/1', version: 0 });
    expect(Object.values(queue?.settings ?? {}).filter((value) => value !== undefined)).toEqual([]);
  });

  it('of music that is off, says that there is none', async () => {
    const { read } = await connect({ [PATH]: json({ waitMusic: { playMusic: false, url: 'https://x/y' } }) });
    expect((await read())?.settings.waitMusic).toBe('none');
  });

  it('tells a queue that does not exist from one that cannot be read', async () => {
    const { read } = await connect({ [PATH]: json({}, 403), '/api/v2/routing/queues/x': json({}, 404) });
    expect(await read('x')).toBeUndefined();
    await expect(read()).rejects.toMatchObject({
      code: 'permission_missing',
      status: 403,
      message: expect.stringContaining('lacks the scope routing:queues:read'),
    });
  });

  it('lists the skills of every page', async () => {
    const { skillIds, server } = await connect({
      [SKILLS]: [
        json({ results: [{ id: 's1' }], nextUri: `${SKILLS}?page=2` }),
        json({ results: [{ id: 's2' }] }),
      ],
    });
    expect([...(await skillIds())]).toEqual(['s1', 's2']);
    expect(server.at(SKILLS).map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('does not take skills for complete whose pages lead in a circle', async () => {
    const { skillIds } = await connect({ [SKILLS]: json({ results: [], nextUri: SKILLS }) });
    await expect(skillIds()).rejects.toMatchObject({ code: 'pages_in_circle' });
  });
});

describe('CXone v2: writing routing configuration', () => {
  it('sends the whole queue as it was read with the changes in it, under the version that was read', async () => {
    const { result, sent, body } = await writing(written, {
      maxWaitSeconds: 60,
      waitMusic: 'https://media.example.com/b.wav',
      overflowTargets: [
        { id: 'q3', threshold: 1 },
        { id: 'q2', threshold: 2 },
      ],
      skills: undefined,
    });
    expect(result).toEqual({ outcome: 'written', version: 5 });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'PUT',
      headers: { 'if-match': '4', authorization: 'Bearer token' },
    });
    expect(body).toEqual({
      ...document,
      maxWaitTime: 60,
      waitMusic: { playMusic: true, url: 'https://media.example.com/b.wav', volume: 7 },
      overflowTargets: [
        { id: 'q3', threshold: 1 },
        { id: 'q2', threshold: 2, name: 'Second' },
      ],
    });
  });

  it('stops the music and leaves its address', async () => {
    const { body } = await writing(written, { waitMusic: 'none' });
    expect(body.waitMusic).toEqual({ ...document.waitMusic, playMusic: false });
  });

  it('tells a conflict, and does not try again', async () => {
    const { result, sent } = await writing(json({}, 409));
    expect(result).toEqual({ outcome: 'conflict' });
    expect(sent).toHaveLength(1);
  });

  it.each([
    [{ field: 'maxWaitTime', message: 'too long' }, ['maxWaitSeconds'], 'too long'],
    [{ field: 'skills[1].id', message: 'unknown' }, ['skills', 1, 'id'], 'unknown'],
    [{ path: '/overflowTargets/0/threshold', description: 'no' }, ['overflowTargets', 0, 'threshold'], 'no'],
    [{ fieldName: 'waitMusic.url', errorMessage: 'dead link' }, ['waitMusic', 'url'], 'dead link'],
    [{ field: 'division', message: 'closed' }, [], 'division: closed'],
    ['nothing fits', [], 'nothing fits'],
    [{ reason: 'odd' }, [], '{"reason":"odd"}'],
    [17, [], '17'],
  ])('reads the error %j', async (error, path, message) => {
    const { result } = await writing(problem(error));
    expect(result).toMatchObject({ outcome: 'refused', problems: [{ path, message }] });
  });

  it.each([
    ['403', json({}, 403), /lacks the scope routing:queues:write/],
    ['404', json({}, 404), /404/],
    ['400 without errors', json({ message: 'bad' }, 400), /bad/],
    ['422', json({}, 422), /422/],
  ])('is surely not written after %s', async (_, answer, reason) => {
    const { result, sent } = await writing(answer);
    expect(result).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason), problems: [] });
    expect(sent).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['500', json({}, 500)],
    ['503', json({}, 503, { 'retry-after': '1' })],
    ['408', json({}, 408)],
    ['an answer without a version', json({})],
    ['no JSON', (_, response) => response.writeHead(200).end('<html>')],
    ['a broken connection', (_, response) => response.destroy()],
  ])('may have been written after %s, and is not sent again', async (_, answer) => {
    const { result, sent } = await writing(answer);
    expect(result.outcome).toBe('unknown');
    expect(sent).toHaveLength(1);
  });

  it('waits as long as the platform asks and is sent again, as it surely was not written', async () => {
    const tooMany = json({}, 429, { 'retry-after': '0.01' });
    const { result, sent } = await writing([tooMany, tooMany, written]);
    expect(result).toEqual({ outcome: 'written', version: 5 });
    expect(sent.map(({ headers }) => headers['if-match'])).toEqual(['4', '4', '4']);
    expect((await writing(tooMany)).result).toMatchObject({ outcome: 'refused' });
  });
});
