import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { queueKey } from '../../../src/domain/index.ts';
import type { QueueForecast, TenantSnapshot } from '../../../src/signals/index.ts';
import { eventually } from '../../support/process.ts';
import { type Board, queue, startBoard, tenant, unixNow, window } from './board.ts';
import { accessibilityProblems, useChromium } from './browser.ts';

/** The wallboard as people meet it: a real server, a real Chromium. */

const boards: Board[] = [];
afterEach(async () => {
  await Promise.all(boards.splice(0).map((board) => board.stop()));
});

// After the servers in order: pages are closed before what they look at.
const browser = useChromium();

async function start(...tenants: readonly TenantSnapshot[]): Promise<Board> {
  const board = await startBoard(tenants);
  boards.push(board);
  return board;
}

const names = (page: Page) => page.locator('#queues tbody.rows .name').allTextContents();
const cell = (page: Page, name: string, part: string) =>
  page.locator('#queues tbody.rows tr', { has: page.getByText(name, { exact: true }) }).locator(part);
const text = async (page: Page, selector: string) => (await page.locator(selector).innerText()).trim();

/** The name of the queue whose row has the focus. */
const FOCUSED = `document.activeElement?.querySelector('.name')?.textContent ?? ''`;

/** Resolves when the event stream has taken over from the page as it was sent. */
const live = (page: Page) => page.locator('tbody.before td').waitFor({ state: 'attached' });

function forecastOf(
  name: string,
  forecast: QueueForecast,
): { forecast: { queues: Map<string, QueueForecast>; brierScores: object } } {
  return { forecast: { queues: new Map([[queueKey(queue(name)), forecast]]), brierScores: {} } };
}

const breached = queue('Breached', { windows: { 900: window(70) } });
const unattended = queue('Unattended', { waiting: 2, agents: { available: 0, busy: 4 } });
const calm = queue('Calm');
const unknown = { id: 'u', name: 'Unheard', media: 'all' } as const;
const foreseen = queue('Foreseen');
const troubled = () =>
  tenant(
    'acme',
    [
      breached,
      calm,
      foreseen,
      queue('Overdue', { waiting: 1, oldestWaitingAt: unixNow() - 65 }),
      unattended,
      unknown,
    ],
    forecastOf('Foreseen', { prediction: { probability: 0.734, predicted: true }, estimatedWaitSeconds: 95 }),
  );

describe('the wallboard page', () => {
  it('shows the worst queue first, figures, reasons, and a dash for unknown values', async () => {
    const { url } = await start(troubled());
    const page = await browser.open(url);
    await live(page);
    expect(await names(page)).toEqual(['Breached', 'Foreseen', 'Overdue', 'Unattended', 'Calm', 'Unheard']);
    expect(await page.locator('tbody.rows [data-field=state]').allTextContents()).toEqual([
      'In breach',
      'At risk',
      'Watch',
      'Watch',
      'OK',
      'Unknown',
    ]);
    expect(await cell(page, 'Breached', '.reached').innerText()).toBe('70%');
    expect(await cell(page, 'Foreseen', '.probability').innerText()).toBe('73%');
    expect(await cell(page, 'Foreseen', '.reason').innerText()).toBe(
      'Breach likely within 10 min, 3 available, next waits ~1:35',
    );
    expect(await cell(page, 'Unattended', '.reason').innerText()).toBe('2 waiting, all 4 busy');
    for (const part of ['.waiting', '.oldest', '.agents', '.reached', '.probability', '.reason']) {
      expect(await cell(page, 'Unheard', part).innerText()).toBe('–');
    }
    expect(await page.title()).toBe('1 in breach · Wallboard');
  });

  it('works without JavaScript, filtered and sorted by its address', async () => {
    const { url } = await start(troubled());
    const page = await browser.open(`${url}/?show=attention&sort=queue`, { javaScriptEnabled: false });
    expect(await names(page)).toEqual(['Breached', 'Foreseen', 'Overdue', 'Unattended']);
    expect(await text(page, '#shown')).toBe('4 of 6 queues');
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    expect(await names(page)).toEqual(['Unattended', 'Overdue', 'Foreseen', 'Breached']);
    expect(await page.getByRole('link', { name: 'Metrics' }).getAttribute('href')).toBe('metrics');
  });

  it('counts a queue once, however many media it has a row for', async () => {
    const media = (['voice', 'chat', 'all'] as const).map((medium) => ({ ...breached, media: medium }));
    const { url } = await start(tenant('acme', [...media, queue('Claims')]), tenant('globex', media));
    const page = await browser.open(`${url}/?media=voice&tenant=acme`);
    expect(await (await fetch(url)).text()).toContain('>3 queues<');
    await live(page);
    expect(await text(page, '#shown')).toBe('2 of 3 queues');
    expect(await page.title()).toBe('2 in breach · Wallboard');
    const inBreach = await page.locator('#tenants [data-field=breach]').allTextContents();
    expect(inBreach).toEqual(['2', '1', '1']);
  });

  it('runs only its own files', async () => {
    const { url } = await start(troubled());
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    const page = await browser.open(url);
    const addresses = await page.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    );
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((address) => !address.startsWith(url))).toEqual([]);
  });

  const HOSTILE = [
    `<img src=x onerror="alert(1)"><script>alert(2)</script>`,
    `</script><svg onload=alert(3)>`,
    `" autofocus onfocus="alert(4)`,
    "'&amp;\u2028\u202e{{7*7}}`",
  ];

  it('shows queue names unchanged, whatever they contain', async () => {
    const { url, show } = await start(tenant(HOSTILE[0]!, [queue(HOSTILE[0]!)]));
    const plain = await browser.open(url, { javaScriptEnabled: false });
    expect(await names(plain)).toEqual([HOSTILE[0]]);
    const page = await browser.open(url);
    await live(page);
    show(
      tenant(
        HOSTILE[1]!,
        HOSTILE.map((name) => queue(name)),
      ),
    );
    await eventually(async () => expect((await names(page)).toSorted()).toEqual(HOSTILE.toSorted()));
    expect(await page.locator('#tenants .name').last().textContent()).toBe(HOSTILE[1]);
    await page.locator('#tenants .name').last().click();
    expect(new URL(page.url()).searchParams.get('tenant')).toBe(HOSTILE[1]);
    expect(await page.locator('main img, main script, [onload], [onfocus]').count()).toBe(0);
  });
});

describe('live updates', () => {
  it('follows queues as they change, appear and disappear, and announces a breach', async () => {
    const { url, show } = await start(tenant('acme', [calm, unattended]));
    const page = await browser.open(url);
    await live(page);
    show(tenant('acme', [queue('Calm', { windows: { 900: window(60) }, waiting: 12 }), queue('New')]));
    await eventually(async () => {
      expect(await names(page)).toEqual(['Calm', 'New']);
      expect(await cell(page, 'Calm', '.waiting').innerText()).toBe('12');
      expect(await page.locator('#news').textContent()).toBe('In breach: Calm (acme)');
      expect(await text(page, '#tenants tbody tr:nth-child(2) .breach')).toBe('1');
    });
    show(tenant('acme', [calm]), tenant('globex', [queue('Baggage')]));
    await eventually(async () => expect(await names(page)).toEqual(['Baggage', 'Calm']));
    expect(await page.locator('#tenants .name').allTextContents()).toEqual(['All tenants', 'acme', 'globex']);
    expect(await page.locator('select[name=tenant] option').allTextContents()).toEqual([
      'All tenants',
      'acme',
      'globex',
    ]);
  });

  it('counts the oldest wait up between polls, by the clock of the exporter', async () => {
    const { url } = await start(
      tenant('acme', [queue('Sales', { waiting: 1, oldestWaitingAt: unixNow() - 59 })]),
    );
    // The viewer's clock is an hour behind.
    const initScript = 'Date.now = ((real) => () => real() - 3600000)(Date.now)';
    const page = await browser.open(url, { initScript });
    await live(page);
    await eventually(async () =>
      expect(await cell(page, 'Sales', '.oldest').innerText()).toMatch(/^1:0[1-9]$/),
    );
    expect(await cell(page, 'Sales', '.reason').innerText()).toMatch(
      /^1 waiting, longest wait 1:0\d, 3 available$/,
    );
  });

  it('warns of outdated data, and names its tenant and the reason', async () => {
    const globex = () => tenant('globex', [queue('Baggage')]);
    const polled = { intervalSeconds: 0.2, lastSuccessAt: unixNow() };
    const { url, show } = await start(tenant('acme', [calm], { status: polled }), globex());
    const page = await browser.open(url);
    await live(page);
    expect(await page.locator('#age').innerText()).toMatch(/^Updated \d+ s ago$/);
    // Nothing more is heard of acme: no message has to come for the page to say so.
    await page.locator('#alarm').waitFor();
    expect(await text(page, '#alarm')).toMatch(/^acme: no data since \d\d:\d\d, for 0:0\d$/);
    expect(await page.locator('#alert').textContent()).toBe('No data from acme');
    expect(await cell(page, 'Calm', ':scope').getAttribute('data-stale')).toBe('true');
    expect(await cell(page, 'Baggage', ':scope').getAttribute('data-stale')).toBe('false');
    expect(await page.title()).toContain('⚠');
    show(tenant('acme', [], { status: { ...polled, success: false, lastError: 'HTTP 503' } }), globex());
    await eventually(async () =>
      expect(await text(page, '#alarm')).toMatch(/^acme: no data since .*, for .*\. HTTP 503$/),
    );
    show(tenant('acme', [calm]), globex());
    await page.locator('#alarm').waitFor({ state: 'hidden' });
  });

  it('reports the loss of the exporter, and continues when it is back', async () => {
    const { url, show, stop, start: restart } = await start(tenant('acme', [calm]));
    const page = await browser.open(url, { expected: /ERR_|Failed to load/ });
    await live(page);
    await stop();
    await page.locator('#alarm').waitFor();
    expect(await text(page, '#alarm')).toMatch(/^No connection to the exporter for \d+:\d\d/);
    expect(await names(page)).toEqual(['Calm']);
    show(tenant('acme', [queue('Back')]));
    await restart();
    await eventually(async () => expect(await names(page)).toEqual(['Back']));
    expect(await page.locator('#alarm').isVisible()).toBe(false);
  });
});

describe('sorting and filtering', () => {
  it('sorts by any column in either direction, and keeps that in the address', async () => {
    const { url } = await start(
      tenant('acme', [
        queue('A', { waiting: 1 }),
        queue('B', { waiting: 3 }),
        queue('C', { waiting: undefined }),
      ]),
    );
    const page = await browser.open(url);
    await live(page);
    const head = page.locator('#queues').getByRole('columnheader', { name: 'Waiting' });
    await head.getByRole('link').click();
    expect(await names(page)).toEqual(['B', 'A', 'C']);
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await head.getByRole('link').click();
    // What is unknown is last either way.
    expect(await names(page)).toEqual(['A', 'B', 'C']);
    expect(new URL(page.url()).search).toBe('?sort=-waiting');
    await page.reload();
    await live(page);
    expect(await names(page)).toEqual(['A', 'B', 'C']);
  });

  it('filters by text, tenant, medium and state, and keeps that in the address', async () => {
    const acme = tenant('acme', [queue('Sales North'), queue('Sales South', { media: 'chat' }), breached]);
    const { url } = await start(acme, tenant('globex', [queue('Sales North')]));
    const page = await browser.open(url);
    await live(page);
    await page.getByLabel('Search queues').fill('north SALES');
    expect(await names(page)).toEqual(['Sales North', 'Sales North']);
    await page.locator('select[name=tenant]').selectOption('globex');
    expect(await text(page, '#shown')).toBe('1 of 4 queues');
    expect(new URL(page.url()).search).toBe('?q=north+SALES&tenant=globex');
    await page.reload();
    expect(await page.getByLabel('Search queues').inputValue()).toBe('north SALES');
    await live(page);
    expect(await text(page, '#shown')).toBe('1 of 4 queues');
    await page.getByLabel('Search queues').fill('');
    await page.locator('select[name=tenant]').selectOption('');
    await page.locator('select[name=media]').selectOption('chat');
    expect(await names(page)).toEqual(['Sales South']);
    await page.locator('select[name=media]').selectOption('');
    await page.locator('select[name=show]').selectOption('breach');
    expect(await names(page)).toEqual(['Breached']);
    await page.getByLabel('Search queues').fill('nothing like it');
    expect(await page.getByText('No matching queues.').isVisible()).toBe(true);
  });
});

describe('the keyboard', () => {
  it('searches, moves through the rows, and switches theme and size by keyboard', async () => {
    const { url } = await start(tenant('acme', [queue('A'), queue('B'), queue('C')]));
    const page = await browser.open(url);
    await live(page);
    const focused = () => page.evaluate(FOCUSED);
    await page.keyboard.press('/');
    await page.keyboard.type('b');
    expect(await names(page)).toEqual(['B']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('A');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('B');
    await page.keyboard.press('End');
    expect(await focused()).toBe('C');
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const before = await ground();
    await page.keyboard.press('t');
    expect(await ground()).not.toBe(before);
    const size = () =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('.rows .waiting')).fontSize`);
    const small = Number.parseFloat(await size());
    await page.keyboard.press('f');
    expect(Number.parseFloat(await size())).toBeGreaterThan(1.2 * small);
    expect(new URL(page.url()).search).toBe('?theme=dark&wall=1');
    await page.keyboard.press('f');
    expect(new URL(page.url()).search).toBe('?theme=dark');
  });

  it('opens an explanation by keyboard, and returns to the row', async () => {
    const { url } = await start(troubled());
    const page = await browser.open(url);
    await live(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Foreseen' });
    await dialog.getByText('Not predicted').waitFor();
    const address = (name: string) => dialog.getByRole('link', { name }).getAttribute('href');
    expect(await address('All figures')).toMatch(
      /\/api\/v1\/queues\/acme\/id%20of%20Foreseen\/explain\?media=voice$/,
    );
    const origins = await address('Where each comes from');
    expect(origins).toMatch(/\/api\/v1\/queues\/acme\/id%20of%20Foreseen\?media=voice$/);
    expect((await fetch(origins!)).status).toBe(200);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    expect(await page.evaluate(FOCUSED)).toBe('Foreseen');
  });

  it('keeps the focus on a queue whose row moves', async () => {
    const { url, show } = await start(tenant('acme', [queue('A'), queue('B'), queue('C')]));
    const page = await browser.open(url);
    await live(page);
    await page.keyboard.press('End');
    show(tenant('acme', [queue('A'), queue('B'), queue('C', { windows: { 900: window(10) } })]));
    await eventually(async () => expect(await names(page)).toEqual(['C', 'A', 'B']));
    expect(await page.evaluate(FOCUSED)).toBe('C');
  });
});

describe('4,000 queues', () => {
  it('lists all queues though few are drawn, and follows scrolling and changes', async () => {
    const many = Array.from({ length: 4_000 }, (_, index) => queue(`Queue ${index}`));
    const { url, show } = await start(tenant('acme', many));
    const page = await browser.open(url);
    await live(page);
    expect(await text(page, '#shown')).toBe('4,000 queues');
    const drawn = page.locator('tbody.rows tr');
    expect(await drawn.count()).toBeLessThan(100);
    expect(await page.locator('#queues').getAttribute('aria-rowcount')).toBe('4001');

    await page.keyboard.press('End');
    const last = page.locator('tbody.rows tr', { hasText: 'Queue 3999' });
    await last.waitFor();
    expect(await last.getAttribute('aria-rowindex')).toBe('4001');
    expect(await page.evaluate(FOCUSED)).toBe('Queue 3999');
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight / 2)');
    await page.locator('tbody.rows tr', { hasText: 'Queue 2000' }).waitFor();
    expect(await drawn.count()).toBeLessThan(100);

    await page.keyboard.press('Home');
    show(tenant('acme', many.with(2_345, queue('Queue 2345', { windows: { 900: window(10) } }))));
    await eventually(async () => expect((await names(page))[0]).toBe('Queue 2345'));
    await page.getByLabel('Search queues').fill('3999');
    expect(await names(page)).toEqual(['Queue 3999']);
  });
});

describe('accessibility', () => {
  const screens = {
    desk: { query: '', viewport: { width: 1440, height: 900 } },
    wall: { query: '?wall=1', viewport: { width: 1440, height: 900 } },
    phone: { query: '', viewport: { width: 390, height: 844 } },
  } as const;

  it.each([
    ['desk', 'light'],
    ['desk', 'dark'],
    ['wall', 'light'],
    ['wall', 'dark'],
    ['phone', 'light'],
    ['phone', 'dark'],
  ] as const)('has no accessibility problem that axe finds on a %s, %s', async (screen, colorScheme) => {
    const stale = tenant('globex', [queue('Old')], {
      status: { lastSuccessAt: unixNow() - 100, success: false, lastError: 'HTTP 503' },
    });
    const { url } = await start(troubled(), stale);
    const { query, viewport } = screens[screen];
    const page = await browser.open(`${url}/${query}`, { colorScheme, viewport, bypassCSP: true });
    await live(page);
    expect(await page.locator('#alarm').isVisible()).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
