import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type LaunchedChromium, launchChromium } from './chromium.ts';

/** A real Chromium, one for a test file, with a page that complains of nothing. */

export interface Chromium {
  /** A page in a fresh context. Whatever it complains of fails the test, but what is expected to fail. */
  readonly open: (url: string, options?: OpenOptions) => Promise<Page>;
}

interface OpenOptions extends BrowserContextOptions {
  /** Complaints that belong to the test. */
  readonly expected?: RegExp;
  /** Runs before anything of the page. */
  readonly initScript?: string;
  /** The page's time passes only as the test says, through `page.clock`. */
  readonly ownClock?: boolean;
}

export function useChromium(): Chromium {
  let launched: LaunchedChromium;
  const contexts: BrowserContext[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    launched = await launchChromium();
  });
  afterAll(() => launched.close());
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const heard = complaints;
    complaints = [];
    expect(heard).toEqual([]);
  });

  return {
    open: async (url, { expected, initScript = '', ownClock = false, ...options } = {}) => {
      const context = await launched.browser.newContext({
        viewport: { width: 1440, height: 900 },
        ...options,
      });
      contexts.push(context);
      await context.addInitScript(initScript);
      if (ownClock) await context.clock.install();
      const page = await context.newPage();
      const hear = (complaint: string) => {
        if (!expected?.test(complaint)) complaints.push(complaint);
      };
      page.on('pageerror', ({ message }) => hear(message));
      page.on('dialog', (dialog) => {
        hear(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') hear(message.text());
      });
      await page.goto(url);
      return page;
    },
  };
}

/** What axe-core has against a page, in short: rule and element. Its context must bypass the page's policy. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axeSource());
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
