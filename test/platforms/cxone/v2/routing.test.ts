import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import type { QueueRouting, RoutingSettings } from '../../../../src/domain/index.ts';
import { cxoneV2 } from '../../../../src/platforms/cxone/v2/index.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { listen } from '../../../support/http-listener.ts';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';

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

async function connect(handlers: readonly RequestHandler[]) {
  const token = () => HttpResponse.json({ access_token: 'token', expires_in: 3600 });
  const server = await startVendorApi(...handlers, http.post('/api/v2/oauth/token', token));
  return { server, ...connectTo(server.origin) };
}

function connectTo(base_url: string) {
  const { routing } = connectAdapter(cxoneV2, {
    settings: { base_url, oauth: { client_id: 'id', client_secret: 'secret' } },
  });
  if (!routing) throw new Error('no routing');
  const context = () => ({ signal: AbortSignal.timeout(10_000) });
  return {
    read: (id = 'q/1') => routing.read(id, context()),
    skillIds: () => routing.skillIds(context()),
    write: (queue: QueueRouting, settings: RoutingSettings) => routing.write(queue, settings, context()),
  };
}

/** Reads the queue, then writes to it and is answered as told. */
async function writing(
  answer: HttpResponseResolver | readonly HttpResponseResolver[],
  settings: RoutingSettings = { maxWaitSeconds: 60 },
) {
  const { server, read, write } = await connect([
    http.get(PATH, () => HttpResponse.json(document)),
    http.put(PATH, inTurn(...[answer].flat())),
  ]);
  const queue = await read();
  const result = await write(queue!, settings);
  const sent = server.at(PATH).filter(({ method }) => method === 'PUT');
  return { result, sent, body: JSON.parse(sent[0]?.body ?? '{}') };
}

const written = () => HttpResponse.json({ ...document, version: 5 });
const problem =
  (...errors: unknown[]) =>
  () =>
    HttpResponse.json({ message: 'not valid', errors }, { status: 400 });

describe('CXone v2: reading routing configuration', () => {
  it('gives the settings in the terms of the domain, and keeps all other fields', async () => {
    const { read } = await connect([http.get(PATH, () => HttpResponse.json(document))]);
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

  it('takes what the platform does not report as unknown, and a missing version as 0', async () => {
    const { read } = await connect([http.get(PATH, () => HttpResponse.json({ maxWaitTime: null }))]);
    const queue = await read();
    expect(queue).toMatchObject({ id: 'q/1', name: 'q/1', version: 0 });
    expect(Object.values(queue?.settings ?? {}).filter((value) => value !== undefined)).toEqual([]);
  });

  it('reports an empty music when it is off', async () => {
    const { read } = await connect([
      http.get(PATH, () => HttpResponse.json({ waitMusic: { playMusic: false, url: 'https://x/y' } })),
    ]);
    expect((await read())?.settings.waitMusic).toBe('none');
  });

  it('distinguishes a queue that does not exist from one that cannot be read', async () => {
    const { read } = await connect([
      http.get(PATH, () => HttpResponse.json({}, { status: 403 })),
      http.get('/api/v2/routing/queues/x', () => HttpResponse.json({}, { status: 404 })),
    ]);
    expect(await read('x')).toBeUndefined();
    await expect(read()).rejects.toMatchObject({
      code: 'permission_missing',
      status: 403,
      message: expect.stringContaining('lacks the scope routing:queues:read'),
    });
  });

  it('lists the skills of every page', async () => {
    const { skillIds, server } = await connect([
      http.get(
        SKILLS,
        inTurn(
          () => HttpResponse.json({ results: [{ id: 's1' }], nextUri: `${SKILLS}?page=2` }),
          () => HttpResponse.json({ results: [{ id: 's2' }] }),
        ),
      ),
    ]);
    expect([...(await skillIds())]).toEqual(['s1', 's2']);
    expect(server.at(SKILLS).map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('does not take skills for complete whose pages lead in a circle', async () => {
    const { skillIds } = await connect([
      http.get(SKILLS, () => HttpResponse.json({ results: [], nextUri: SKILLS })),
    ]);
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

  it('reports a conflict and does not retry', async () => {
    const { result, sent } = await writing(() => HttpResponse.json({}, { status: 409 }));
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
    ['403', () => HttpResponse.json({}, { status: 403 }), /lacks the scope routing:queues:write/],
    ['404', () => HttpResponse.json({}, { status: 404 }), /404/],
    ['400 without errors', () => HttpResponse.json({ message: 'bad' }, { status: 400 }), /bad/],
    ['422', () => HttpResponse.json({}, { status: 422 }), /422/],
  ])('reports a write as rejected after %s', async (_, answer, reason) => {
    const { result, sent } = await writing(answer);
    expect(result).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason), problems: [] });
    expect(sent).toHaveLength(1);
  });

  it.each<[string, HttpResponseResolver]>([
    ['500', () => HttpResponse.json({}, { status: 500 })],
    ['503', () => HttpResponse.json({}, { status: 503, headers: { 'retry-after': '1' } })],
    ['408', () => HttpResponse.json({}, { status: 408 })],
    ['an answer without a version', () => HttpResponse.json({})],
    ['no JSON', () => HttpResponse.html('<html>')],
  ])('reports an unknown result after %s, and does not send the write again', async (_, answer) => {
    const { result, sent } = await writing(answer);
    expect(result.outcome).toBe('unknown');
    expect(sent).toHaveLength(1);
  });

  it('reports an unknown result after a broken connection, and does not send the write again', async () => {
    const methods: (string | undefined)[] = [];
    const bodies: Record<string, object> = {
      '/api/v2/oauth/token': { access_token: 'token', expires_in: 3600 },
      [PATH]: document,
    };
    const origin = await listen(({ method, url }, response) => {
      methods.push(method);
      if (method === 'PUT') response.destroy();
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(bodies[url ?? '']));
    });
    const { read, write } = connectTo(origin);
    const result = await write((await read())!, { maxWaitSeconds: 60 });
    expect(result.outcome).toBe('unknown');
    expect(methods).toEqual(['POST', 'GET', 'PUT']);
  });

  it('sends a rate-limited write again after the requested pause', async () => {
    const tooMany = () => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '0.01' } });
    const { result, sent } = await writing([tooMany, tooMany, written]);
    expect(result).toEqual({ outcome: 'written', version: 5 });
    expect(sent.map(({ headers }) => headers['if-match'])).toEqual(['4', '4', '4']);
    expect((await writing(tooMany)).result).toMatchObject({ outcome: 'refused' });
  });
});
