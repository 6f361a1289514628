import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.ts';

/**
 * Takes the pictures of the documentation from a running exporter:
 * `npm run wallboard:pictures -- http://127.0.0.1:10980`.
 *
 *   -- --all           on a desk, a wall and a phone, each in both themes
 *   -- --folder=DIR    where they go (default docs/images)
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(import.meta.dirname, '../../../docs/images') },
  },
});

const SCREENS = {
  desk: { viewport: { width: 1440, height: 900 }, query: '' },
  wall: { viewport: { width: 1920, height: 1080 }, query: '?wall=1' },
  phone: { viewport: { width: 390, height: 844 }, query: '' },
} as const;

interface Picture {
  readonly name: string;
  readonly screen: keyof typeof SCREENS;
  readonly theme: 'light' | 'dark';
}

const DOCUMENTATION: readonly Picture[] = [
  { name: 'wallboard-light', screen: 'desk', theme: 'light' },
  { name: 'wallboard-dark', screen: 'desk', theme: 'dark' },
  { name: 'wallboard-wall', screen: 'wall', theme: 'dark' },
  { name: 'wallboard-phone', screen: 'phone', theme: 'light' },
];

const EVERY: readonly Picture[] = (['desk', 'wall', 'phone'] as const).flatMap((screen) =>
  (['light', 'dark'] as const).map((theme) => ({ name: `wallboard-${screen}-${theme}`, screen, theme })),
);

/** There once the event stream has taken over from the page as it was sent. */
const LIVE = 'tbody.before td';

const [address = 'http://127.0.0.1:10980'] = positionals;
await mkdir(values.folder, { recursive: true });
const { browser, close } = await launchChromium();
try {
  for (const { name, screen, theme } of values.all ? EVERY : DOCUMENTATION) {
    const { viewport, query } = SCREENS[screen];
    const page = await (await browser.newContext({ viewport, colorScheme: theme })).newPage();
    await page.goto(`${address}/${query}`);
    await page.locator(LIVE).waitFor({ state: 'attached' });
    await page.screenshot({ path: join(values.folder, `${name}.png`) });
  }
} finally {
  await close();
}
