import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../support/vendor-api.ts';
import { connect, inPages, QUEUE_DATA, STATS } from './support.ts';

const waits = (id: string, waitTimeRange: unknown, answeredCount?: unknown, abandonedCount?: unknown) => ({
  queue: { id },
  waitTimeRange,
  answeredCount,
  abandonedCount,
});
const page = (results: readonly unknown[], nextUri?: string | null) => ({ results, nextUri });
const LAST = Number.POSITIVE_INFINITY;

async function collect(...rows: readonly unknown[]) {
  const { adapter } = await connect([http.post(QUEUE_DATA, () => HttpResponse.json(page(rows, null)))]);
  await adapter.collect('queues');
  return adapter.collect('wait_times');
}

describe('CXone v2: distribution of waits', () => {
  it('asks for the last 24 hours of the known queues by range and queue', async () => {
    const { server, adapter } = await connect([http.post(QUEUE_DATA, () => HttpResponse.json(page([])))]);
    await adapter.collect('queues');
    expect(await adapter.collect('wait_times')).toEqual({ queues: [], rejected: {} });
    expect(JSON.parse(server.at(QUEUE_DATA)[0]?.body ?? '')).toEqual({
      dateRange: { startDate: 'now-24h', endDate: 'now' },
      groupBy: ['waitTimeRange', 'queue'],
      metrics: ['answeredCount', 'abandonedCount'],
      selectors: [
        { id: 'q1', type: 'queue' },
        { id: 'q2', type: 'queue' },
      ],
      pageSize: 50,
    });
  });

  it('waits for the queue poll to find the queues', async () => {
    const { adapter } = await connect([]);
    await expect(adapter.collect('wait_times')).rejects.toMatchObject({ code: 'queues_unknown' });
  });

  it('puts the ranges of each queue in order, however they are written', async () => {
    const { queues, rejected } = await collect(
      waits('q1', { from: 30 }, 1, 9),
      waits('q2', '20+', 0, 1),
      waits('q1', { from: 0, to: 10 }, 5, 0),
      waits('q2', '0-20', 7, 2),
      waits('q1', { from: 10, to: 30 }, 3, 4),
    );
    expect(rejected).toEqual({});
    expect(queues).toEqual([
      {
        id: 'q1',
        name: 'Sales',
        media: 'all',
        waitDistribution: {
          answered: { upperBounds: [10, 30, LAST], counts: [5, 3, 1] },
          abandoned: { upperBounds: [10, 30, LAST], counts: [0, 4, 9] },
        },
      },
      {
        id: 'q2',
        name: 'VIP',
        media: 'all',
        waitDistribution: {
          answered: { upperBounds: [20, LAST], counts: [7, 0] },
          abandoned: { upperBounds: [20, LAST], counts: [2, 1] },
        },
      },
    ]);
  });

  it('reports nothing of an outcome that is missing for some range', async () => {
    const { queues } = await collect(waits('q1', '0-20', 7, 2), waits('q1', '20+', undefined, 1));
    expect(queues?.[0]?.waitDistribution?.answered).toBeUndefined();
    expect(queues?.[0]?.waitDistribution?.abandoned?.counts).toEqual([2, 1]);
  });

  it('refuses what cannot be true, and keeps the other queues', async () => {
    const { queues, rejected } = await collect(
      waits('q1', '0-20', 7, 2),
      waits('q1', '10-30', 7, 2),
      waits('q2', '0-20', 7, -1),
      waits('q2', '0-20', 7, -1),
      waits('q3', '0-20', 8, 0),
    );
    expect(queues?.map(({ id, waitDistribution }) => [id, waitDistribution])).toEqual([
      ['q2', { answered: { upperBounds: [20], counts: [7] }, abandoned: undefined }],
    ]);
    expect(rejected).toEqual({
      overlapping_ranges: 1,
      duplicate: 1,
      abandoned_count_out_of_range: 1,
      unasked_queue: 1,
    });
  });

  it.each([
    ['a range that cannot be read', 'some', { invalid_wait_time_range: 1 }],
    ['a range that ends before it begins', { from: 20, to: 10 }, { invalid_wait_time_range: 1 }],
    ['a range without a bound', {}, { invalid_wait_time_range: 1 }],
    ['two counts of one range', '0-20', { contradictory: 2 }],
  ])('knows no distribution of a queue with %s', async (_, range, rejected) => {
    const rows = [waits('q1', '0-20', 7, 2), waits('q2', '0-20', 7, 1), waits('q2', range, 8, 0)];
    const collection = await collect(...rows);
    expect(collection.queues?.map(({ id }) => id)).toEqual(['q1']);
    expect(collection.rejected).toEqual(rejected);
  });

  it('posts to the next pages without a body', async () => {
    const pages = [[waits('q1', '0-20', 1, 2)], [waits('q1', '20+', 3, 4)]];
    const { server, adapter } = await connect([
      http.post(QUEUE_DATA, inTurn(...inPages(pages, page, (number) => `${QUEUE_DATA}?cursor=${number}`))),
    ]);
    await adapter.collect('queues');
    const { queues } = await adapter.collect('wait_times');
    expect(queues?.[0]?.waitDistribution?.abandoned?.counts).toEqual([2, 4]);
    const [, second] = server.at(QUEUE_DATA);
    expect(second).toMatchObject({ method: 'POST', url: `${QUEUE_DATA}?cursor=2`, body: '' });
    expect(second?.headers['content-type']).toBeUndefined();
  });

  it('fails when the pages lead in a circle', async () => {
    const { adapter } = await connect([
      http.post(QUEUE_DATA, () => HttpResponse.json(page([], `${QUEUE_DATA}?cursor=1`))),
    ]);
    await adapter.collect('queues');
    await expect(adapter.collect('wait_times')).rejects.toMatchObject({ code: 'pages_in_circle' });
  });

  it('asks about many queues in batches, so that no answer needs more pages than may be read', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `q${index}`);
    const { server, adapter } = await connect([
      http.get(STATS, () => HttpResponse.json({ data: ids.map((id) => ({ queue: { id, name: id } })) })),
      http.post(QUEUE_DATA, () => HttpResponse.json(page([]))),
    ]);
    await adapter.collect('queues');
    await adapter.collect('wait_times');
    const asked = server.at(QUEUE_DATA).map(({ body }) => (JSON.parse(body).selectors as unknown[]).length);
    expect(asked).toEqual([100, 100, 1]);
  });
});
