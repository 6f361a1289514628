import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Update } from '../../../src/server/wallboard/shared/board.ts';
import type { TenantSnapshot } from '../../../src/signals/index.ts';
import { eventually } from '../../support/process.ts';
import { type Board, queue, startBoard, tenant, window } from './board.ts';

/** The event stream, as any client reads it. */

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(...tenants: readonly TenantSnapshot[]): Promise<Board> {
  const board = await startBoard(tenants);
  closing.push(board.stop);
  return board;
}

interface Stream {
  readonly updates: readonly Update[];
  readonly ended: Promise<void>;
}

async function follow({ url }: Board): Promise<Stream> {
  const stopping = new AbortController();
  closing.push(() => stopping.abort());
  const response = await fetch(`${url}/wallboard/events`, { signal: stopping.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const updates: Update[] = [];
  const read = async () => {
    let begun: string[] = [];
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      begun.push(chunk);
      if (!chunk.endsWith('\n\n')) continue;
      const messages = begun.join('').split('\n\n').slice(0, -1);
      begun = [];
      updates.push(...messages.map(parse));
    }
  };
  return { updates, ended: read().catch(() => {}) };
}

const parse = (message: string): Update => JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '');
const news = ({ updates }: Stream) => updates.filter(({ tenants }) => tenants.length > 0);

describe('the event stream', () => {
  it('sends everything first, then only what has changed', async () => {
    const [sales, care] = [queue('Sales'), queue('Care')];
    const globex = tenant('globex', [queue('Baggage')]);
    const board = await start(tenant('acme', [sales, care]), globex);
    const stream = await follow(board);
    await eventually(() => expect(news(stream)).toHaveLength(1));
    expect(stream.updates[0]).toMatchObject({
      order: ['acme', 'globex'],
      tenants: [
        { head: { name: 'acme' }, isWhole: true, rows: [{ name: 'Care' }, { name: 'Sales' }] },
        { head: { name: 'globex' }, isWhole: true, rows: [{ name: 'Baggage' }] },
      ],
    });

    board.show(tenant('acme', [{ ...sales, waiting: 7 }, care]), globex);
    await eventually(() => expect(news(stream)).toHaveLength(2));
    expect(news(stream)[1]?.tenants).toMatchObject([
      { head: { name: 'acme' }, isWhole: false, rows: [{ name: 'Sales', waiting: 7 }], gone: [] },
    ]);
    expect(news(stream)[1]?.tenants[0]?.rows).toHaveLength(1);

    board.show(globex);
    await eventually(() => expect(stream.updates.at(-1)?.order).toEqual(['globex']));
  });

  it('leaves out unknown values, and reports a removed queue', async () => {
    const board = await start(tenant('acme', [{ id: '1', name: 'Bare', media: 'all' }, queue('Sales')]));
    const stream = await follow(board);
    await eventually(() => expect(news(stream)).toHaveLength(1));
    const rows = news(stream)[0]?.tenants[0]?.rows ?? [];
    expect(rows[0]).toEqual({
      tenant: 'acme',
      id: '1',
      name: 'Bare',
      media: 'all',
      target: 0.8,
      threshold: 20,
    });

    board.show(tenant('acme', [queue('Sales')]));
    await eventually(() => expect(news(stream)).toHaveLength(2));
    expect(news(stream)[1]?.tenants[0]).toMatchObject({ rows: [], gone: ['["acme","1","all"]'] });
  });

  it('sends the agents of a queue with each of its media', async () => {
    const voice = queue('Sales', { agents: undefined });
    const board = await start(
      tenant('acme', [
        { ...voice, media: 'all', agents: { available: 2, busy: 5 } },
        voice,
        queue('Alone', { agents: undefined }),
      ]),
    );
    const stream = await follow(board);
    await eventually(() => expect(news(stream)).toHaveLength(1));
    const rows = news(stream)[0]?.tenants[0]?.rows ?? [];
    expect(rows.find(({ name, media }) => name === 'Sales' && media === 'voice')).toMatchObject({
      available: 2,
      busy: 5,
    });
    expect(rows.find(({ name }) => name === 'Alone')).not.toHaveProperty('available');
  });

  it('sends heartbeats when nothing changes', async () => {
    const board = await start(tenant('acme', [queue('Sales')]));
    const stream = await follow(board);
    await eventually(() => expect(stream.updates.length).toBeGreaterThan(1));
    expect(stream.updates[1]?.tenants).toEqual([]);
    expect(stream.updates[1]?.now).toBeGreaterThan(stream.updates[0]?.now ?? 0);
  });

  it('ends with the server', async () => {
    const board = await start(tenant('acme', [queue('Sales')]));
    const streams = await Promise.all([follow(board), follow(board)]);
    await eventually(() => expect(news(streams[1]!)).toHaveLength(1));
    closing.splice(closing.indexOf(board.stop), 1);
    await board.stop();
    await Promise.all(streams.map(({ ended }) => ended));
  });

  it('holds back events from a viewer who does not read, and sends the whole board afterwards', async () => {
    const long = 'x'.repeat(2_000);
    const crowd = (level: number) =>
      tenant(
        'acme',
        Array.from({ length: 1_200 }, (_, index) =>
          queue(`${index} ${long}`, { windows: { 900: window(level) } }),
        ),
      );
    const board = await start(crowd(50));
    const socket = connect(Number(new URL(board.url).port), '127.0.0.1');
    closing.push(() => socket.destroy());
    socket.pause();
    socket.write('GET /wallboard/events HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const quick = await follow(board);
    const LEVELS = [51, 52, 53, 54];
    for (const [round, level] of LEVELS.entries()) {
      board.show(crowd(level));
      await eventually(() => expect(news(quick)).toHaveLength(round + 2));
    }
    const chunks: string[] = [];
    socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    socket.resume();
    await eventually(() => expect(chunks.at(-1)).toContain('"serviceLevel":0.54'));
    const messages = chunks.join('').split('data: {').slice(1);
    // What was on its way when it stopped to read, and then the state as it is; not all that was between.
    expect(messages.at(-1)).toContain('"isWhole":true');
    expect(messages.length).toBeLessThan(LEVELS.length + 1);
  });
});
