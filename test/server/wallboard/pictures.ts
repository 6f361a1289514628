import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.ts';

/**
 * Takes the pictures of the documentation from a running exporter:
 * `npm run wallboard:pictures -- http://127.0.0.1:10980`.
 */

const DESK = { width: 1440, height: 900 };
const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };

const PICTURES = {
  'wallboard-light': { viewport: DESK, colorScheme: 'light', query: '' },
  'wallboard-dark': { viewport: DESK, colorScheme: 'dark', query: '' },
  'wallboard-wall': { viewport: WALL, colorScheme: 'dark', query: '?wall=1' },
  'wallboard-phone': { viewport: PHONE, colorScheme: 'light', query: '' },
} as const;

/** There once the event stream has taken over from the page as it was sent. */
const LIVE = 'tbody.before td';

const [address = 'http://127.0.0.1:10980'] = process.argv.slice(2);
const { browser, close } = await launchChromium();
try {
  for (const [name, { query, ...options }] of Object.entries(PICTURES)) {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${address}/${query}`);
    await page.locator(LIVE).waitFor({ state: 'attached' });
    await page.screenshot({
      path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)),
    });
  }
} finally {
  await close();
}
