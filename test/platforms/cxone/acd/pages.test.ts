import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';
import { ACTIVITY, connect, LOGIN, queryOf, tokenAnswer } from './support.ts';

const skills = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ skillId: first + index, queueCount: 1 }));

const page =
  (first: number, count: number, more: object = {}) =>
  () =>
    HttpResponse.json({ skillActivity: skills(first, count), ...more });

const noContent: HttpResponseResolver = () => new HttpResponse(null, { status: 204 });

const ids = (first: number, count: number) => skills(first, count).map(({ skillId }) => String(skillId));

describe('CXone ACD: lists in pages', () => {
  it('follows the links to the next page up to the last one', async () => {
    const next = (skip: number) => ({
      totalRecords: 5,
      _links: { self: 'x', next: `https://ignored.example.com/elsewhere?fields=skillId&skip=${skip}&top=2` },
    });
    const { server, adapter } = await connect([
      http.get(
        ACTIVITY,
        inTurn(page(1, 2, next(2)), page(3, 2, next(4)), page(5, 1, { _links: { next: null } })),
      ),
    ]);
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(ids(1, 5));
    expect(server.at(ACTIVITY).slice(1).map(queryOf)).toEqual([
      { fields: 'skillId', skip: '2', top: '2' },
      { fields: 'skillId', skip: '4', top: '2' },
    ]);
  });

  it('never sends its token to the other host that a link names', async () => {
    const other = await startVendorApi(http.get(ACTIVITY, page(3, 1)));
    const { adapter } = await connect([
      http.get(
        ACTIVITY,
        inTurn(page(1, 2, { _links: { next: `${other.origin}${ACTIVITY}?skip=2` } }), page(3, 1)),
      ),
    ]);
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(ids(1, 3));
    expect(other.received).toEqual([]);
  });

  it('requests the remaining pages when only the total shows that there are more', async () => {
    const { server, adapter } = await connect([
      http.get(ACTIVITY, inTurn(page(1, 2, { totalRecords: 3 }), page(3, 1, { totalRecords: '3' }))),
    ]);
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(ids(1, 3));
    expect(server.at(ACTIVITY).map(queryOf)).toEqual([
      expect.not.objectContaining({ skip: expect.anything() }),
      expect.objectContaining({ skip: '2', IsOutbound: 'false' }),
    ]);
  });

  it.each([
    ['an empty page though the total announces more', [page(1, 0, { totalRecords: 40 })]],
    ['an empty page that links to another', [page(1, 0, { _links: { next: '?skip=2' } })]],
    ['an empty second page', [page(1, 2, { totalRecords: 40 }), page(3, 0, { totalRecords: 40 })]],
    ['nothing at all for the second page', [page(1, 2, { totalRecords: 40 }), noContent]],
    [
      'a short last page',
      [page(1, 2, { totalRecords: 4, _links: { next: '?skip=2' } }), page(3, 1), page(4, 0)],
    ],
    ['the first page again', [page(1, 2, { totalRecords: 4 }), page(1, 2, { totalRecords: 4 })]],
    ['more rows than the total', [page(1, 3, { totalRecords: 2 })]],
  ])('fails the poll on %s', async (_, answers) => {
    const { adapter } = await connect([http.get(ACTIVITY, inTurn(...answers))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'list_inconsistent',
      endpoint: 'skills_activity',
    });
  });

  it.each(['many', -1, 2.5, true])('fails the poll on the total %j', async (totalRecords) => {
    const { adapter } = await connect([http.get(ACTIVITY, page(1, 2, { totalRecords }))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('reads the list once more when its total changes between two pages', async () => {
    const { server, adapter } = await connect([
      http.get(
        ACTIVITY,
        inTurn(
          page(1, 2, { totalRecords: 4 }),
          page(4, 1, { totalRecords: 3 }),
          page(1, 2, { totalRecords: 3 }),
          page(4, 1, { totalRecords: 3 }),
        ),
      ),
    ]);
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(['1', '2', '4']);
    expect(server.at(ACTIVITY)).toHaveLength(4);
  });

  it('reads no more pages than max_pages', async () => {
    const pages = [page(1, 2, { totalRecords: 3 }), page(3, 1, { totalRecords: 3 })];
    const { adapter } = await connect([http.get(ACTIVITY, inTurn(...pages))], { settings: { max_pages: 1 } });
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 1 pages; raise max_pages'),
    });
  });

  it('fails the poll when a link leads back', async () => {
    const { adapter } = await connect([
      http.get(ACTIVITY, page(1, 2, { _links: { next: `${ACTIVITY}?skip=2` } })),
    ]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'pages_in_circle',
      message: expect.stringContaining('circle'),
    });
  });

  it('fails the poll when the pages do not end', async () => {
    let asked = 0;
    const endless: HttpResponseResolver = () => {
      asked += 1;
      return page(asked, 1, { _links: { next: `${ACTIVITY}?skip=${asked}` } })();
    };
    const { adapter } = await connect([http.get(ACTIVITY, endless)]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 50 pages; raise max_pages'),
    });
  });

  it('fails the poll when one of its pages fails', async () => {
    const { adapter } = await connect([
      http.get(
        ACTIVITY,
        inTurn(page(1, 2, { _links: { next: '?skip=2' } }), () =>
          HttpResponse.json({ error: 'Invalid skip' }, { status: 400 }),
        ),
      ),
    ]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'http', status: 400 });
  });

  it('authenticates again when the token expires between two pages', async () => {
    const { server, adapter } = await connect([
      http.post(LOGIN, inTurn(tokenAnswer('first'), tokenAnswer('second'))),
      http.get(
        ACTIVITY,
        inTurn(
          page(1, 2, { _links: { next: '?skip=2' } }),
          () => new HttpResponse(null, { status: 401, headers: { icStatusDescription: 'Expired token' } }),
          page(3, 1),
        ),
      ),
    ]);
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(ids(1, 3));
    expect(server.at(ACTIVITY).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
  });
});
