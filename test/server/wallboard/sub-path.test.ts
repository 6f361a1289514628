import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { queueKey } from '../../../src/domain/index.ts';
import type { TenantSnapshot } from '../../../src/signals/index.ts';
import { eventually } from '../../support/process.ts';
import { type BoardOptions, queue, startBoard, tenant } from './board.ts';
import { useChromium } from './browser.ts';

/** The wallboard behind a reverse proxy and inside other pages. */

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const browser = useChromium();

const forecast = {
  queues: new Map([[queueKey(queue('Sales')), { prediction: { probability: 0.7, predicted: true } }]]),
  brierScores: {},
};
const acme = () => tenant('acme', [queue('Sales')], { forecast });

async function board(options?: BoardOptions, tenants: readonly TenantSnapshot[] = [acme()]) {
  const started = await startBoard(tenants, options);
  closing.push(started.stop);
  return started;
}

/** Listens on a free port until the test is over. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A reverse proxy that serves `target` below `prefix` and nothing anywhere else. */
async function proxy(target: string, prefix: string) {
  const refused: string[] = [];
  const port = await listening(
    createServer((incoming, outgoing) => {
      const path = incoming.url ?? '';
      if (!path.startsWith(prefix)) {
        refused.push(path);
        outgoing.writeHead(404).end();
        return;
      }
      const options = { method: incoming.method, headers: incoming.headers };
      incoming.pipe(
        request(`${target}/${path.slice(prefix.length)}`, options, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        }).on('error', () => outgoing.destroy()),
      );
    }),
  );
  return { url: `http://127.0.0.1:${port}${prefix}`, refused };
}

const live = (page: Page) => page.locator('tbody.before td').first().waitFor({ state: 'attached' });

describe('a reverse proxy that serves the wallboard under a sub-path', () => {
  it('links every page, file, event stream and explanation below the sub-path', async () => {
    const { url: target, show } = await board();
    const { url, refused } = await proxy(target, '/tools/calls/');
    const page = await browser.open(url);
    await live(page);
    show(tenant('acme', [queue('Sales'), queue('Care')], { forecast }));
    await page.getByText('Care', { exact: true }).waitFor();
    const links = await page.evaluate<string[]>('[...document.links].map(({ href }) => href)');
    expect(links.filter((href) => !href.startsWith(url))).toEqual([]);
    await page.locator('.reason a[href]').first().click();
    await page.getByRole('dialog', { name: 'Sales' }).getByText('Not predicted').waitFor();
    await page.keyboard.press('Escape');
    const readiness = await page.evaluate<string>(`document.querySelector('a[href$=ready]').href`);
    expect(await (await fetch(readiness)).text()).toBe('Ready\n');
    expect(refused).toEqual([]);
  });

  it('links the filters of a browser without JavaScript below the sub-path', async () => {
    const { url } = await proxy((await board()).url, '/tools/calls/');
    const page = await browser.open(url, { javaScriptEnabled: false });
    await page.getByLabel('Search queues').fill('nothing like it');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('No matching queues.').waitFor();
    expect(page.url()).toMatch(/\/tools\/calls\/\?q=nothing/);
  });
});

describe('the policy of the page', () => {
  /** A page of another origin that shows the board in a frame. */
  async function portal(url: string, origin: string): Promise<string> {
    const port = await listening(
      createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(`<iframe src="${url}">`)),
    );
    return `http://${origin}:${port}`;
  }
  const policyOf = async (headers: Readonly<Record<string, string>>) =>
    (await fetch((await board({ headers })).url)).headers.get('content-security-policy')?.split('; ') ?? [];

  it('allows frames of the origin that the web configuration names, and of no other', async () => {
    const headers = { 'Content-Security-Policy': 'frame-ancestors http://localhost:*' };
    const { url } = await board({ headers });
    const inFrame = async (origin: string) => {
      const expected = /frame-ancestors|ERR_BLOCKED|autofocusing/;
      const page = await browser.open(await portal(url, origin), { expected });
      return page.frameLocator('iframe').getByText('Sales', { exact: true });
    };
    await (await inFrame('localhost')).waitFor();
    const forbidden = await inFrame('127.0.0.1');
    await eventually(async () => expect(await forbidden.count()).toBe(0));
  });

  it('forbids frames when the web configuration does not mention them', async () => {
    expect(await policyOf({})).toContain("frame-ancestors 'none'");
  });

  it('takes each directive that the web configuration sets, and keeps its other defaults', async () => {
    const policy = await policyOf({
      'Content-Security-Policy':
        "IMG-src https://img.example;; frame-ancestors 'self'; upgrade-insecure-requests",
    });
    expect(policy).toContain('img-src https://img.example');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain('upgrade-insecure-requests');
    expect(policy).toContain("script-src 'self'");
    expect(policy.filter((directive) => /^(img-src|frame-ancestors)/.test(directive))).toHaveLength(2);
  });

  it('leaves frames to X-Frame-Options when the web configuration sets it', async () => {
    expect((await policyOf({ 'X-Frame-Options': 'sameorigin' })).join()).not.toContain('frame-ancestors');
  });
});
