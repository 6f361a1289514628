import { describe, expect, it } from 'vitest';
import { type Page, type PagedList, readAllPages } from '../../../src/platforms/shared/pages.ts';

type NumberedPage = Page<number>;

const row = (id: string, more: object = {}) => ({ id, ...more });
const idOf = (each: unknown) => (each as { readonly id?: string }).id;

/** A list in numbered pages; reads beyond the last one are empty. Several versions follow each other, read by read. */
function list(
  pages: readonly NumberedPage[],
  { maxPages = 50, linksOnly = false }: { readonly maxPages?: number; readonly linksOnly?: boolean } = {},
) {
  const asked: number[] = [];
  const read = async (position: number) => {
    asked.push(position);
    return pages[asked.length - 1] ?? { rows: [] };
  };
  const paged: PagedList<number> = {
    endpoint: 'things',
    maxPages,
    first: 1,
    keyOf: String,
    ...(!linksOnly && { after: ({ pages }) => pages + 1 }),
    idOf,
    read,
  };
  return { asked, rows: () => readAllPages(paged) };
}

describe('readAllPages', () => {
  it('reads a list to its announced total when no page links to the next one', async () => {
    const totals = { rows: 3, pages: 2 };
    const { asked, rows } = list([
      { rows: [row('a'), row('b')], totals },
      { rows: [row('c')], totals },
    ]);
    expect(await rows()).toEqual([row('a'), row('b'), row('c')]);
    expect(asked).toEqual([1, 2]);
  });

  it.each<[string, readonly NumberedPage[]]>([
    ['the first page is empty and the total is not', [{ rows: [], totals: { rows: 3 } }]],
    ['the first page is empty and there should be pages', [{ rows: [], totals: { pages: 2 } }]],
    ['the first page is empty and names a next one', [{ rows: [], next: 2 }]],
    ['the last page is empty', [{ rows: [row('a')], totals: { rows: 3 } }, { rows: [] }]],
    ['a page in the middle is empty', [{ rows: [row('a')], totals: { pages: 3 } }, { rows: [] }]],
    [
      'a page is too short',
      [
        { rows: [row('a'), row('b')], totals: { rows: 5 } },
        { rows: [row('c')], totals: { rows: 5 } },
        { rows: [], totals: { rows: 5 } },
      ],
    ],
    ['there are more rows than the total', [{ rows: [row('a'), row('b')], totals: { rows: 1 } }]],
    [
      'a row is on two pages and another on none',
      [
        { rows: [row('a'), row('b')], totals: { rows: 3 } },
        { rows: [row('b')], totals: { rows: 3 } },
      ],
    ],
  ])('rejects a list when %s', async (_, pages) => {
    await expect(list(pages).rows()).rejects.toMatchObject({
      code: 'list_inconsistent',
      endpoint: 'things',
      message: expect.stringContaining('although'),
    });
  });

  it('rejects a list whose links end before its total', async () => {
    const { rows } = list([{ rows: [row('a')], totals: { rows: 2 } }], { linksOnly: true });
    await expect(rows()).rejects.toMatchObject({ code: 'list_inconsistent' });
  });

  it('keeps a row that is on two pages once, as the later page has it', async () => {
    const pages = [
      { rows: [row('a'), row('b', { waiting: 1 })], next: 2 },
      { rows: [row('b', { waiting: 2 }), row('c')] },
    ];
    expect(await list(pages).rows()).toEqual([row('a'), row('b', { waiting: 2 }), row('c')]);
  });

  it('keeps rows of one page that share an id, for the caller to compare', async () => {
    const pages = [{ rows: [row('a'), row('a')], next: 2 }, { rows: [row('b')] }];
    expect(await list(pages).rows()).toHaveLength(3);
  });

  it.each([
    ['grows', 4],
    ['shrinks', 2],
  ])('reads a list once more from the beginning when its total %s meanwhile', async (_, then) => {
    const ids = ['a', 'b', 'c', 'd'].slice(0, then);
    const totals = { rows: then };
    const { asked, rows } = list([
      { rows: [row('a')], totals: { rows: 3 } },
      { rows: [row('c')], totals },
      ...ids.map((id) => ({ rows: [row(id)], totals })),
    ]);
    expect(await rows()).toEqual(ids.map((id) => row(id)));
    expect(asked).toEqual([1, 2, ...ids.map((_, index) => index + 1)]);
  });

  it('rejects a list whose total changes during the second read as well', async () => {
    const page = (total: number) => ({ rows: [row(`row ${total}`)], totals: { rows: total } });
    const { asked, rows } = list([page(3), page(4), page(5), page(6), page(7)]);
    await expect(rows()).rejects.toMatchObject({ code: 'list_changed', endpoint: 'things' });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it('rejects a list that returns to an earlier page', async () => {
    const pages = [
      { rows: [row('a')], next: 2 },
      { rows: [row('b')], next: 1 },
    ];
    await expect(list(pages).rows()).rejects.toMatchObject({ code: 'pages_in_circle' });
  });

  it('rejects a list with more pages than max_pages', async () => {
    const endless = Array.from({ length: 9 }, (_, index) => ({
      rows: [row(String(index))],
      next: index + 2,
    }));
    const { asked, rows } = list(endless, { maxPages: 3 });
    await expect(rows()).rejects.toMatchObject({
      code: 'too_many_pages',
      message: 'things: the list has more than 3 pages; raise max_pages',
    });
    expect(asked).toEqual([1, 2, 3]);
  });

  it('rejects a list after its first page when that announces more pages than max_pages', async () => {
    const { asked, rows } = list([{ rows: [row('a')], totals: { pages: 4 } }], { maxPages: 3 });
    await expect(rows()).rejects.toMatchObject({ code: 'too_many_pages' });
    expect(asked).toEqual([1]);
  });
});
