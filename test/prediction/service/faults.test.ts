import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type QueueObservation, startPredictionService } from '../../../src/prediction/index.ts';
import type { PredictionOptions } from '../../../src/prediction/service/prediction-service.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const START = 1_700_000_000;
/** Longer than any forecast takes on a busy machine, seconds. */
const INTERVAL = 60;
/** For a thread to start on a busy machine. */
const PATIENCE = { timeout: 30_000, interval: 20 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prediction-faults-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(options: Partial<PredictionOptions> = {}) {
  const logged: { readonly level: string; readonly message: string; readonly error?: unknown }[] = [];
  const level = (name: string) => (fields: object, message: string) =>
    void logged.push({ level: name, message, ...fields });
  const ups: boolean[] = [];
  const service = startPredictionService({
    log: { info: level('info'), warn: level('warn'), error: level('error') },
    onUp: (isUp) => ups.push(isUp),
    maxLocalQueues: 0,
    ...options,
    limits: {
      module: new URL('./support/faulty-worker.ts', import.meta.url),
      initialPauseMs: 50,
      ...options.limits,
    },
  });
  onTestFinished(service.close);
  return { service, logged, ups };
}

const observation = (tenant: string, poll = 0, queueId = 'q'): QueueObservation => ({
  tenant,
  queueId,
  media: 'voice',
  at: START + poll * 15,
  waiting: 0,
  agents: { available: 2, busy: 1 },
  totals: { offered: poll, answered: poll, answeredWithinThreshold: poll, abandoned: 0 },
  policy: POLICY,
});

describe('a predictor that fails', () => {
  it.each([
    ['crash', 'the thread crashed'],
    ['exit', 'the thread exited with code 3'],
    ['out-of-memory', 'Worker terminated due to reaching memory limit: JS heap out of memory'],
    ['hang', 'no response for 5 s'],
  ])('is restarted after the fault: %s', async (fault, reason) => {
    const { service, logged, ups } = start({
      limits: { hangMs: fault === 'hang' ? 5_000 : 60_000, heapMib: 64 },
    });
    expect(await service.forecast('acme', [observation('acme')], INTERVAL)).toBeDefined();
    expect(ups).toEqual([true]);

    const waiting = service.forecast('globex', [observation('globex')], INTERVAL);
    const failing = service.forecast(fault, [observation(fault)], INTERVAL / 2);
    const behind = service.forecast('acme', [observation('acme', 1)], INTERVAL);
    const explained = service.explain({ tenant: 'acme', queueId: 'q', media: 'voice' });
    expect(await Promise.all([failing, behind])).toEqual([undefined, undefined]);
    await Promise.all([waiting, explained]);

    await vi.waitFor(() => expect(ups).toEqual([true, false, true]), PATIENCE);
    expect(await service.forecast('acme', [observation('acme', 2)], INTERVAL)).toBeDefined();
    expect(logged).toEqual([
      {
        level: 'error',
        message: 'Predictor failed; restarting',
        error: expect.objectContaining({ message: reason }),
        restartInSeconds: 0.05,
      },
      { level: 'info', message: 'Predictor recovered' },
    ]);
  });

  it('is restarted after pauses that double, and gives no forecast meanwhile', async () => {
    const { service, logged, ups } = start();
    for (let round = 0; round < 3; round++) {
      expect(await service.forecast('crash', [observation('crash')], INTERVAL)).toBeUndefined();
      await vi.waitFor(() => expect(ups.at(-1)).toBe(false), PATIENCE);
      expect(await service.forecast('acme', [observation('acme')], INTERVAL)).toBeUndefined();
      await vi.waitFor(() => expect(ups.at(-1)).toBe(true), PATIENCE);
    }
    const pauses = logged.flatMap((entry) => ('restartInSeconds' in entry ? [entry.restartInSeconds] : []));
    expect(pauses).toEqual([0.05, 0.1, 0.2]);
  });

  it('reloads what it had learned from the state file', async () => {
    const statePath = join(folder, 'reloaded.json');
    const first = start({ statePath });
    for (let poll = 0; poll < 60; poll++)
      await first.service.forecast('acme', [observation('acme', poll)], INTERVAL);
    await first.service.close();

    const second = start({ statePath });
    await second.service.forecast('crash', [observation('crash')], INTERVAL);
    await vi.waitFor(() => expect(second.ups).toEqual([true, false, true]), PATIENCE);
    const forecast = await second.service.forecast('acme', [observation('acme', 100)], INTERVAL);
    expect(forecast?.brierScores.erlang_a).toBeDefined();
  });

  it('delays neither the shutdown nor pending requests while it hangs', async () => {
    const { service } = start({ statePath: join(folder, 'hanging.json'), limits: { hangMs: 600_000 } });
    await service.forecast('acme', [observation('acme')], INTERVAL);
    const hanging = service.forecast('hang', [observation('hang')], INTERVAL);
    await setImmediate();
    const explained = service.explain({ tenant: 'acme', queueId: 'q', media: 'voice' });
    const began = performance.now();
    await service.close();
    expect(await Promise.all([hanging, explained])).toEqual([undefined, undefined]);
    // The deadlines of saving and of ending the thread, and as much again for a busy machine.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('a late forecast', () => {
  it('is abandoned after the interval of its tenant', async () => {
    const { service } = start({ limits: { hangMs: 3_000 } });
    await service.forecast('acme', [observation('acme')], INTERVAL);
    const began = performance.now();
    expect(await service.forecast('hang', [observation('hang')], 0.5)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('is replaced by the newer forecast of its tenant', async () => {
    const { service } = start();
    const [older, newer] = await Promise.all([
      service.forecast('acme', [observation('acme', 0)], INTERVAL),
      service.forecast('acme', [observation('acme', 1)], INTERVAL),
    ]);
    expect(older).toBeUndefined();
    expect(newer?.queues.size).toBe(1);
  });
});

describe('the state file', () => {
  it.each([
    ['a folder', async (path: string) => void (await mkdir(path)), /is a folder; give the path of a file/],
    [
      'below a file',
      async (path: string) => writeFile(join(path, '..'), ''),
      /cannot be used: ENOTDIR|is not a folder/,
    ],
  ])('is reported at the start when it cannot be written: %s', async (_, prepare, reason) => {
    const own = await mkdtemp(join(folder, 'unwritable-'));
    const statePath = join(own, 'part', 'state.json');
    if (_ === 'a folder') await mkdir(join(own, 'part'));
    await prepare(statePath);
    const { logged } = start({ statePath });
    await vi.waitFor(
      () =>
        expect(logged).toContainEqual({
          level: 'error',
          message: 'Prediction state cannot be saved; a restart loses what is learned',
          path: statePath,
          error: expect.objectContaining({ message: expect.stringMatching(reason) }),
        }),
      PATIENCE,
    );
  });

  it('is not reported when it can be written, and leaves no temporary file', async () => {
    const own = await mkdtemp(join(folder, 'writable-'));
    const statePath = join(own, 'new', 'state.json');
    const { service, logged } = start({ statePath });
    await service.forecast('acme', [observation('acme')], INTERVAL);
    await service.close();
    expect(logged).toEqual([]);
    expect(await readdir(join(own, 'new'))).toEqual(['state.json']);
  });

  it('is left unchanged when it is a folder', async () => {
    const statePath = await mkdtemp(join(folder, 'folder-'));
    await writeFile(join(statePath, 'precious'), 'data');
    const { service } = start({ statePath });
    await service.forecast('acme', [observation('acme')], INTERVAL);
    await service.close();
    expect((await stat(statePath)).isDirectory()).toBe(true);
    expect(await readFile(join(statePath, 'precious'), 'utf8')).toBe('data');
  });
});
