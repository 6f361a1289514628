import { expect, it, onTestFinished } from 'vitest';
import { createExposition, type Exposition } from '../../src/exposition/index.ts';
import { createApp, listen } from '../../src/server/index.ts';
import { eventually } from '../support/process.ts';

/** Faults of the program while it answers: each fails one response, and never the process. */

async function serve(exposition: Exposition, tenants: () => never[], onError: (error: unknown) => void) {
  const app = createApp({
    exposition,
    tenants,
    telemetryPath: '/metrics',
    version: '1.2.3',
    onError,
    now: () => 1_700_000_000,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    exposition.close();
    await listener.close();
  });
  return listener.url;
}

it('responds to a scrape with 500 when its page cannot be listed, and serves the next one', async () => {
  const real = createExposition();
  let fails = true;
  const errors: unknown[] = [];
  const exposition: Exposition = {
    ...real,
    body: (...args) => {
      if (fails) throw new Error('no memory');
      return real.body(...args);
    },
  };
  const url = await serve(
    exposition,
    () => [],
    (error) => {
      errors.push(error);
      throw new Error('the log is full');
    },
  );
  expect((await fetch(`${url}/metrics`)).status).toBe(500);
  expect(errors).toEqual([new Error('no memory')]);
  fails = false;
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
});

it('keeps an event stream open when looking for changes fails', async () => {
  let looks = 0;
  const errors: unknown[] = [];
  const url = await serve(
    createExposition(),
    () => {
      looks++;
      if (looks === 2) throw new Error('cannot be read');
      return [];
    },
    (error) => errors.push(error),
  );
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const response = await fetch(`${url}/wallboard/events`, { signal: stopping.signal });
  await eventually(() => expect(looks).toBeGreaterThan(3));
  expect(errors).toEqual([new Error('cannot be read')]);
  expect(response.status).toBe(200);
});
