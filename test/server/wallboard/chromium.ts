import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** A real Chromium with a profile of its own, which goes with it. */

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface LaunchedChromium {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

export async function launchChromium(): Promise<LaunchedChromium> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  const first = await chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium',
    args: ARGUMENTS,
  });
  return {
    browser: first.browser()!,
    close: async () => {
      await first.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
