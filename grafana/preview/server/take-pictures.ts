import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Pictures of whole dashboards, as high as they are. */

export interface Picture {
  /** Name of the file, without `.png`. */
  readonly name: string;
  readonly dashboard: string;
  readonly theme: 'dark' | 'light';
  readonly width: number;
  /** More of the page's address, such as `from` or `var-tenant`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const DRAWN_WITHIN_MS = 90_000;
/** Height of the window until the height of the page is known. */
const FIRST_HEIGHT = 900;

/** @returns the errors of each page that had some. */
export async function takePictures(
  previewUrl: string,
  folder: string,
  pictures: readonly Picture[],
): Promise<readonly string[]> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
  });
  try {
    const errors: string[] = [];
    for (const picture of pictures) errors.push(...(await takePicture(browser, previewUrl, folder, picture)));
    return errors;
  } finally {
    await browser.close();
  }
}

async function takePicture(
  browser: Browser,
  previewUrl: string,
  folder: string,
  { name, dashboard, theme, width, parameters }: Picture,
): Promise<readonly string[]> {
  const page = await browser.newPage({ viewport: { width, height: FIRST_HEIGHT } });
  try {
    await page.goto(`${previewUrl}/?${new URLSearchParams({ dashboard, theme, ...parameters })}`);
    await page.waitForFunction('window.preview', null, { timeout: DRAWN_WITHIN_MS });
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    const errors = await page.evaluate<readonly string[]>('window.preview.errors');
    return errors.map((error) => `${name}: ${error}`);
  } finally {
    await page.close();
  }
}
