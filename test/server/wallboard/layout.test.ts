import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { queueKey } from '../../../src/domain/index.ts';
import type { TenantSnapshot } from '../../../src/signals/index.ts';
import { eventually } from '../../support/process.ts';
import { type Board, queue, startBoard, tenant, unixNow, window } from './board.ts';
import { useChromium } from './browser.ts';

/** The wallboard as it is seen: on a wall, a desk and a phone. */

const boards: Board[] = [];
afterEach(async () => {
  await Promise.all(boards.splice(0).map((board) => board.stop()));
});
const browser = useChromium();

async function start(...tenants: readonly TenantSnapshot[]): Promise<Board> {
  const board = await startBoard(tenants);
  boards.push(board);
  return board;
}

const live = (page: Page) => page.locator('tbody.before td').waitFor({ state: 'attached' });
const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };
/** Wider than any font that a wall is likely to have. */
const WIDE_FONT = '* { font-family: "DejaVu Sans", Verdana, sans-serif !important; letter-spacing: 0.06em; }';

const busy = (name: string) =>
  queue(name, {
    waiting: 1234,
    oldestWaitingAt: unixNow() - 3723,
    agents: { available: 0, busy: 1180 },
    windows: { 900: { answered: 12_345, abandoned: 2_345, answeredWithinThreshold: 7_000 } },
  });

/** Every third tenant is down, as in a large outage. */
function many(count: number, isOutage: boolean): readonly TenantSnapshot[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `contact-centre-${String(index + 1).padStart(2, '0')}`;
    const isDown = isOutage && index % 3 === 0;
    const lost = {
      success: false,
      lastSuccessAt: unixNow() - 200,
      lastError: 'error response (HTTP 503)',
    };
    const queues = ['Reservations', 'Customer Care', 'Business Applications North', 'Refunds'].map(busy);
    return tenant(name, queues, { status: isDown ? lost : {} });
  });
}

interface Overflow {
  readonly text: string;
  readonly problem: string;
}

/** Texts that do not fit: cut by their own box, or running over the edge of their cell or of the window. */
const OVERFLOWS = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest('template, noscript, option, .unseen, svg, dialog')) continue;
    if (!element.checkVisibility()) continue;
    let clipped = element;
    while (clipped && getComputedStyle(clipped).clipPath === 'none') clipped = clipped.parentElement;
    if (clipped) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const report = (problem) => found.push({ text: text.data, problem });
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) report('is cut');
    if (box.right > innerWidth + 0.5 || box.left < -0.5) report('runs over the window');
    const cell = element.closest('td, th');
    if (!cell) continue;
    const { left, right } = cell.getBoundingClientRect();
    if (box.right > right + 0.5 || box.left < left - 0.5) report('runs over its cell');
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push({ text: 'page', problem: 'scrolls sideways' });
  return found;
})()`;

/** Heights and sizes of type of a wall, in pixels, and the texts of which lines are hidden. */
const WALL_ROWS = `(() => {
  const heights = (selector) => [...document.querySelectorAll(selector)].map((row) => row.getBoundingClientRect().height);
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const texts = [...document.querySelectorAll('.rows [data-field]')].filter((each) => each.checkVisibility());
  return {
    queues: heights('.rows tr'),
    tenants: heights('#tenants tbody tr[data-total="false"]'),
    smallestType: Math.min(...texts.map(size)),
    // Half a line of tolerance for letters that reach over their line.
    hidden: texts.filter((each) => each.scrollHeight > each.clientHeight + size(each) / 2 && each.clientHeight > 0).map((each) => each.textContent),
  };
})()`;

const wallRows = (page: Page) =>
  page.evaluate<{
    readonly queues: readonly number[];
    readonly tenants: readonly number[];
    readonly smallestType: number;
    readonly hidden: readonly string[];
  }>(WALL_ROWS);

/** More than one line of a tenant, less than two. */
const ONE_LINE = 50;

const overflows = (page: Page) => page.evaluate<readonly Overflow[]>(OVERFLOWS);

describe('a wall of 1920 by 1080', () => {
  it.each([
    [4, false],
    [4, true],
    [12, true],
    [50, true],
  ])(
    'shows %i tenants (outage: %s) with every name and figure whole, also with a wide font',
    async (count, isOutage) => {
      const { url } = await start(...many(count, isOutage));
      const page = await browser.open(`${url}/?wall=1`, { viewport: WALL, bypassCSP: true });
      await live(page);
      expect(await overflows(page)).toEqual([]);
      await page.addStyleTag({ content: WIDE_FONT });
      await page.setViewportSize({ width: WALL.width, height: WALL.height - 1 });
      expect(await overflows(page)).toEqual([]);
      // A wall is never scrolled; the rows are fitted to it after the change of size.
      await page.waitForFunction(`document.documentElement.scrollHeight <= ${WALL.height}`);
      const lines = await page.locator('#tenants tbody tr').count();
      expect(lines).toBe((count > 6 ? 4 : count) + 1);
      if (isOutage)
        expect(await page.locator('#tenants tbody tr').nth(1).innerText()).toContain('No data since');
    },
  );
});

const shownNames = (page: Page) => page.locator('.rows .name').allTextContents();

describe('the rows of a wall of 1920 by 1080', () => {
  it.each([
    [4, false, 8],
    [4, true, 8],
    [12, true, 7],
  ])(
    'shows %i tenants (outage: %s) on a line each and at least %i queues in legible type, also with a wide font',
    async (count, isOutage, queues) => {
      const { url } = await start(...many(count, isOutage));
      const page = await browser.open(`${url}/?wall=1`, { viewport: WALL, bypassCSP: true });
      await live(page);
      const expectRows = async (atLeast: number) => {
        const rows = await wallRows(page);
        expect(rows.queues.length).toBeGreaterThanOrEqual(atLeast);
        expect(Math.max(...rows.queues) - Math.min(...rows.queues)).toBeLessThan(1);
        expect(Math.max(...rows.tenants)).toBeLessThan(ONE_LINE);
        expect(rows.smallestType).toBeGreaterThanOrEqual(24);
        expect(rows.hidden).toEqual([]);
      };
      await expectRows(queues);
      await page.addStyleTag({ content: WIDE_FONT });
      await page.setViewportSize({ width: WALL.width, height: WALL.height - 1 });
      await page.waitForFunction(`document.documentElement.scrollHeight <= ${WALL.height}`);
      await expectRows(7);
    },
  );

  it('shows what a platform does not report as a dash, and how many tenants a total covers', async () => {
    const reporting = tenant('acme', [queue('Care', { waiting: 2 })]);
    const silent = tenant('globex', [queue('Sales', { waiting: undefined })]);
    const { url } = await start(reporting, silent);
    const page = await browser.open(`${url}/?wall=1`, { viewport: WALL });
    await live(page);
    const waiting = (row: number) =>
      page.locator('#tenants tbody tr').nth(row).locator('.waiting').innerText();
    expect(
      [await waiting(0), await waiting(1), await waiting(2)].map((text) => text.replace(/\s+/g, ' ')),
    ).toEqual(['2 1 of 2', '2', '–']);
    expect(await page.locator('#legend').innerText()).toContain('– not reported or no data');

    const desk = await browser.open(url);
    await live(desk);
    expect(await desk.locator('#tenants tbody tr').nth(2).locator('.waiting').innerText()).toBe(
      'not reported',
    );
    expect(await desk.locator('#legend').isVisible()).toBe(false);
  });
});

describe('pages of a wall', () => {
  const forty = () =>
    tenant(
      'acme',
      Array.from({ length: 40 }, (_, index) => queue(`Queue ${index}`)),
    );
  const PAGE_MS = 13_000;
  /** The clock of the page runs ahead of the server: its alarm about old data comes and goes, and with it a row. */
  const openWithoutAlarm = async (url: string, options: { readonly reducedMotion?: 'reduce' } = {}) => {
    const page = await browser.open(`${url}/?wall=1`, {
      viewport: WALL,
      ownClock: true,
      bypassCSP: true,
      ...options,
    });
    await page.addStyleTag({ content: '#alarm { display: none !important; }' });
    await live(page);
    return page;
  };

  it('turns the pages through all queues, and shows the page number', async () => {
    const { url } = await start(forty());
    const page = await openWithoutAlarm(url);
    const first = await shownNames(page);
    expect(first.length).toBeGreaterThan(5);
    const pages = Math.ceil(40 / first.length);
    expect(await page.locator('#page').innerText()).toBe(`1 to ${first.length} of 40 · page 1 of ${pages}`);
    const seen = new Set(first);
    for (let turned = 1; turned < pages; turned++) {
      await page.clock.runFor(PAGE_MS);
      for (const name of await shownNames(page)) seen.add(name);
    }
    expect(seen.size).toBe(40);
    await page.clock.runFor(PAGE_MS);
    expect(await shownNames(page)).toEqual(first);
  });

  it('skips no queue when fewer or more rows fit than on the page before', async () => {
    const { url } = await start(forty());
    const page = await openWithoutAlarm(url);
    await page.clock.runFor(500);
    const first = await shownNames(page);
    const seen = new Set(first);
    const heights = [700, 1080, 600, 900];
    for (let turned = 0; turned < 40; turned++) {
      await page.setViewportSize({ width: WALL.width, height: heights[turned % heights.length]! });
      // The rows are fitted within a second, and the page turns only after that.
      await page.clock.runFor(1_000);
      for (const name of await shownNames(page)) seen.add(name);
      await page.clock.runFor(PAGE_MS - 1_000);
      const names = await shownNames(page);
      if (names[0] === first[0]) break;
      for (const name of names) seen.add(name);
    }
    expect(seen.size).toBe(40);
  });

  it('stops turning the pages while the pointer moves, and with reduced motion', async () => {
    const { url } = await start(forty());
    const page = await openWithoutAlarm(url);
    const first = await shownNames(page);
    await page.mouse.move(300, 700);
    await page.clock.runFor(PAGE_MS);
    expect(await shownNames(page)).toEqual(first);
    await page.clock.runFor(30_000 + PAGE_MS);
    expect(await shownNames(page)).not.toEqual(first);

    const calm = await openWithoutAlarm(url, { reducedMotion: 'reduce' });
    await calm.clock.runFor(5 * PAGE_MS);
    expect(await shownNames(calm)).toEqual(first);
    expect(await calm.getByRole('button', { name: 'Stop turning pages' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
  });

  it('turns the pages by buttons and the keyboard', async () => {
    const { url } = await start(forty());
    const page = await browser.open(`${url}/?wall=1`, { viewport: WALL });
    await live(page);
    const first = await shownNames(page);
    await page.getByRole('button', { name: 'Next page' }).click();
    expect(await shownNames(page)).not.toContain(first[0]);
    await page.getByRole('button', { name: 'Previous page' }).click();
    expect(await shownNames(page)).toEqual(first);
    await page.locator('#queues').click();
    await page.keyboard.press('End');
    expect((await shownNames(page)).at(-1)).toBe('Queue 39');
  });

  it('shows no pages when all queues fit', async () => {
    const { url } = await start(tenant('acme', [queue('Alone')]));
    const page = await browser.open(`${url}/?wall=1`, { viewport: WALL });
    await live(page);
    expect(await page.locator('#pages').isVisible()).toBe(false);
  });
});

describe('a phone', () => {
  it('shows name, state, waiting, longest wait and service level of a queue in two lines on a phone', async () => {
    const { url } = await start(tenant('acme', [busy('Reservations Groups'), queue('Care')]));
    const page = await browser.open(url, { viewport: PHONE });
    await live(page);
    // The name comes before the tenant.
    expect((await overflows(page)).filter(({ text }) => text !== 'acme · voice')).toEqual([]);
    const row = page.locator('.rows tr').first();
    const box = async (part: string) => (await row.locator(part).boundingBox())!;
    const [name, state, waiting, oldest, level] = [
      await box('.name'),
      await box('.badge'),
      await box('.waiting'),
      await box('.oldest'),
      await box('td.level'),
    ];
    const middle = ({ y, height }: { y: number; height: number }) => y + height / 2;
    expect(Math.abs(middle(name) - middle(state))).toBeLessThan(4);
    expect(Math.abs(middle(waiting) - middle(oldest))).toBeLessThan(4);
    expect(Math.abs(middle(waiting) - middle(level))).toBeLessThan(4);
    expect(waiting.y).toBeGreaterThanOrEqual(name.y + name.height - 1);
    expect(await row.innerText()).toMatch(
      /In breach[\s\S]*Reservations Groups[\s\S]*1,234[\s\S]*1:02:\d\d[\s\S]*47%/,
    );
    expect((await row.boundingBox())!.height).toBeLessThan(80);
  });

  it('keeps the roles of a table on a phone', async () => {
    const { url } = await start(tenant('acme', [queue('Care')]));
    const page = await browser.open(url, { viewport: PHONE });
    await live(page);
    const table = page.getByRole('table', { name: 'Queues' });
    expect(await table.getByRole('row').count()).toBeGreaterThanOrEqual(2);
    await table.getByRole('rowheader', { name: 'Care' }).waitFor();
  });
});

/** A computed style of a part of the row of that queue. */
const styleOf = (page: Page, name: string, part: string, style: string) =>
  page.evaluate<string>(`(() => {
    const row = [...document.querySelectorAll('.rows tr')].find((each) => each.innerText.includes('${name}'));
    return getComputedStyle(row.querySelector('${part}')).${style};
  })()`);

describe('a queue that has just entered a breach', () => {
  it('highlights a queue that enters a breach for a minute, without a sound', async () => {
    const { url, show } = await start(tenant('acme', [queue('Care'), queue('Sales')]));
    const page = await browser.open(url, { ownClock: true });
    await live(page);
    show(tenant('acme', [queue('Care'), queue('Sales', { windows: { 900: window(50) } })]));
    const sales = page.locator('.rows tr', { hasText: 'Sales' });
    const edge = (name: string) => styleOf(page, name, '.state', 'borderTopWidth');
    await eventually(async () => expect(await sales.getAttribute('data-new')).toBe('true'));
    expect(await edge('Sales')).not.toBe(await edge('Care'));
    expect(await page.locator('audio, video').count()).toBe(0);
    await page.clock.runFor(58_000);
    expect(await sales.getAttribute('data-new')).toBe('true');
    await page.clock.runFor(4_000);
    expect(await sales.getAttribute('data-new')).toBe('false');
  });
});

describe('media without contacts', () => {
  it('folds media without contacts into their queue until the switch, kept in the address, shows them', async () => {
    const idle = { waiting: 0, active: 0, windows: { 900: { answered: 0, abandoned: 0 } } };
    const { url } = await start(
      tenant('acme', [
        queue('Care'),
        queue('Care', { media: 'chat', ...idle }),
        queue('Care', { media: 'email', ...idle }),
      ]),
    );
    const page = await browser.open(url);
    await live(page);
    expect(await page.locator('.rows .place').allTextContents()).toEqual(['acme · voice']);
    await page.getByLabel('Media without contacts').check();
    expect(await page.locator('.rows .place').count()).toBe(3);
    expect(new URL(page.url()).search).toBe('?quiet=1');
    const plain = await browser.open(page.url(), { javaScriptEnabled: false });
    expect(await plain.locator('.rows .place').count()).toBe(3);
  });
});

describe('a queue of which the forecast is unknown', () => {
  it('shows an unknown forecast without a dash in the colour of danger', async () => {
    const { url } = await start(
      tenant(
        'acme',
        [queue('Sales', { waitSeconds: 60, agents: { available: 0, busy: 5 } }), queue('Care')],
        {
          forecast: {
            queues: new Map([
              [queueKey(queue('Care')), { prediction: { probability: 0.9, predicted: true } }],
            ]),
            brierScores: {},
          },
        },
      ),
    );
    const page = await browser.open(url);
    await live(page);
    const colour = (name: string, part: string) => styleOf(page, name, part, 'color');
    expect(await page.locator('.rows tr', { hasText: 'Sales' }).locator('.badge').innerText()).toBe(
      'At risk',
    );
    expect(await colour('Sales', '.probability')).toBe(await colour('Sales', '.waiting'));
    expect(await colour('Care', '.probability')).not.toBe(await colour('Care', '.waiting'));
  });
});
