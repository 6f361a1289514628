import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { queueKey } from '../../../src/domain/index.ts';
import {
  observationsOf,
  type QueueObservation,
  startPredictionService,
} from '../../../src/prediction/index.ts';
import { snapshotOf } from '../../../src/signals/index.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const START = 1_700_000_000;
const POLL_SECONDS = 15;
/** Longer than any forecast takes on a busy machine, seconds. */
const INTERVAL = 60;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prediction-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(statePath?: string, maxLocalQueues = 1_000) {
  const errors: object[] = [];
  const warnings: object[] = [];
  const log = {
    info: () => {},
    warn: (fields: object) => void warnings.push(fields),
    error: (fields: object) => void errors.push(fields),
  };
  const service = startPredictionService({ statePath, log, maxLocalQueues });
  onTestFinished(service.close);
  return { service, errors, warnings };
}

/** A queue in which all contacts wait too long, or none. */
function observation(poll: number, isOverrun: boolean): QueueObservation {
  const contacts = poll * 2;
  return {
    tenant: 'acme',
    queueId: isOverrun ? 'overrun' : 'idle',
    media: 'voice',
    at: START + poll * POLL_SECONDS,
    waiting: isOverrun ? 30 : 0,
    ...(isOverrun && { oldestWaitSeconds: 300 }),
    agents: isOverrun ? { available: 0, busy: 5 } : { available: 20, busy: 1 },
    totals: {
      offered: contacts,
      answered: contacts,
      answeredWithinThreshold: isOverrun ? 0 : contacts,
      abandoned: 0,
      handleSeconds: contacts * 60,
      waitSeconds: isOverrun ? contacts * 200 : 0,
    },
    policy: POLICY,
  };
}

describe('the prediction service', () => {
  it('distinguishes an overloaded queue from an idle one and scores itself once a horizon has passed', async () => {
    const { service, errors } = start();
    let forecast: Awaited<ReturnType<typeof service.forecast>>;
    for (let poll = 0; poll < 90; poll++) {
      forecast = await service.forecast(
        'acme',
        [observation(poll, true), observation(poll, false)],
        INTERVAL,
      );
    }
    const probabilityOf = (id: string) =>
      forecast?.queues.get(queueKey({ id, media: 'voice' }))?.prediction.probability;
    expect(probabilityOf('overrun')).toBeGreaterThan(0.8);
    expect(probabilityOf('idle')).toBeLessThan(0.2);
    expect(forecast?.brierScores.erlang_a).toBeLessThan(0.25);
    expect(errors).toEqual([]);
  });

  it('moves to a thread with all that it remembers when there are too many queues for this one', async () => {
    const another = (poll: number) => ({ ...observation(poll, false), queueId: 'another' });
    const forecasts = async (maxLocalQueues: number) => {
      const { service, errors } = start(undefined, maxLocalQueues);
      let forecast: Awaited<ReturnType<typeof service.forecast>>;
      for (let poll = 0; poll < 60; poll++) {
        const two = [observation(poll, true), observation(poll, false)];
        forecast = await service.forecast('acme', poll < 50 ? two : [...two, another(poll)], INTERVAL);
      }
      expect(errors).toEqual([]);
      const explanation = await service.explain({ tenant: 'acme', queueId: 'overrun', media: 'voice' });
      return { queues: forecast?.queues, scores: forecast?.brierScores, explanation };
    };
    const [moved, local, thread] = await Promise.all([forecasts(2), forecasts(3), forecasts(0)]);
    expect(moved.queues?.size).toBe(3);
    expect(moved).toEqual(local);
    expect(moved).toEqual(thread);
  });

  it('keeps what it has learned over a restart', async () => {
    const statePath = join(folder, 'kept', 'state.json');
    const first = start(statePath);
    for (let poll = 0; poll < 60; poll++)
      await first.service.forecast('acme', [observation(poll, true)], INTERVAL);
    await first.service.close();
    expect(await readdir(join(folder, 'kept'))).toEqual(['state.json']);
    expect(JSON.parse(await readFile(statePath, 'utf8')).tenants).toHaveProperty('acme');

    const second = start(statePath);
    const forecast = await second.service.forecast('acme', [observation(100, true)], INTERVAL);
    expect(forecast?.brierScores.erlang_a).toBeDefined();
  });

  it.each(['{"version":', '[]', 'null', '{"tenants":{}}', '{"version":1}', '{"version":1,"tenants":[]}'])(
    'learns from zero, logs an error and keeps the file when it cannot read its state: %s',
    async (text) => {
      const own = await mkdtemp(join(folder, 'broken-'));
      const statePath = join(own, 'state.json');
      await writeFile(statePath, text);
      const { service, errors } = start(statePath);
      expect(await service.forecast('acme', [observation(0, false)], INTERVAL)).toBeDefined();
      expect(errors).toHaveLength(1);
      await service.close();
      expect((await readdir(own)).sort()).toEqual(['state.json', 'state.json.unreadable']);
      expect(await readFile(`${statePath}.unreadable`, 'utf8')).toBe(text);
    },
  );

  it.each(['0', '2', '1.5', '"1"', 'null', '-1', '1e308', '[1]', '{"major":1}', `"${'9'.repeat(1_000)}"`])(
    'learns from zero, warns once and keeps the file of another version: %s',
    async (version) => {
      const own = await mkdtemp(join(folder, 'version-'));
      const statePath = join(own, 'state.json');
      const text = `{"version":${version},"tenants":{"acme":{"calibration":"of another shape"}}}`;
      await writeFile(statePath, text);
      const { service, errors, warnings } = start(statePath);
      const forecast = await service.forecast('acme', [observation(0, false)], INTERVAL);
      expect(forecast?.brierScores).toEqual({});
      await service.close();
      expect(errors).toEqual([]);
      expect(warnings).toEqual([
        {
          path: statePath,
          keptAs: `${statePath}.unreadable`,
          code: 'unknown_format',
          problem: expect.stringMatching(
            /^version (?:-?[\d.e+]+|without a number), and this exporter reads version 1$/,
          ),
        },
      ]);
      expect(await readFile(`${statePath}.unreadable`, 'utf8')).toBe(text);
    },
  );

  it('keeps the day profile of a queue over a restart', async () => {
    const statePath = join(folder, 'profile.json');
    const first = start(statePath);
    for (let poll = 0; poll < 400; poll++)
      await first.service.forecast('acme', [observation(poll, false)], INTERVAL);
    await first.service.close();
    const kept = JSON.parse(await readFile(statePath, 'utf8')).queues;
    expect(kept).toEqual([expect.objectContaining({ tenant: 'acme', queueId: 'idle', media: 'voice' })]);

    const second = start(statePath);
    await second.service.forecast('acme', [observation(500, false)], INTERVAL);
    await second.service.close();
    expect(JSON.parse(await readFile(statePath, 'utf8')).queues).toEqual(kept);
    expect([...second.errors, ...second.warnings]).toEqual([]);
  });

  it('reads a state without day profiles, and skips unreadable parts with a warning', async () => {
    const statePath = join(folder, 'odd.json');
    const first = start(statePath);
    for (let poll = 0; poll < 400; poll++)
      await first.service.forecast('acme', [observation(poll, false)], INTERVAL);
    await first.service.close();
    const state = JSON.parse(await readFile(statePath, 'utf8'));

    await writeFile(statePath, JSON.stringify({ version: 1, tenants: state.tenants }));
    const old = start(statePath);
    const forecast = await old.service.forecast('acme', [observation(500, false)], INTERVAL);
    expect(forecast?.brierScores.erlang_a).toBeDefined();
    expect([...old.errors, ...old.warnings]).toEqual([]);

    const queues = [...state.queues, { tenant: 'acme', queueId: 'other' }, 7];
    await writeFile(statePath, JSON.stringify({ ...state, tenants: { ...state.tenants, odd: {} }, queues }));
    const odd = start(statePath);
    const stillKnown = await odd.service.forecast('acme', [observation(500, false)], INTERVAL);
    expect(stillKnown?.brierScores.erlang_a).toBeDefined();
    await odd.service.close();
    expect(odd.errors).toEqual([]);
    expect(odd.warnings).toEqual([
      { path: statePath, problem: 'calibration of the tenant odd' },
      { path: statePath, problem: 'day profiles of 2 queues' },
    ]);
    expect(JSON.parse(await readFile(statePath, 'utf8')).queues).toEqual(state.queues);
  });

  it('returns undefined after it was closed and leaves no request pending', async () => {
    const { service } = start();
    const forecast = service.forecast('acme', [observation(0, false)], INTERVAL);
    await service.close();
    await forecast;
    expect(await service.forecast('acme', [observation(1, false)], INTERVAL)).toBeUndefined();
  });
});

describe('observationsOf', () => {
  it('gives each medium of a queue the agents that serve all media', () => {
    const state = {
      tenant: { name: 'acme', platform: 'genesys', api: 'observations' },
      collectors: [
        {
          status: { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const,
          collection: {
            queues: [
              {
                id: 'q',
                name: 'Q',
                media: 'all',
                agents: { available: 2, busy: 3, after_contact_work: 1 },
              } as const,
              { id: 'q', name: 'Q', media: 'voice', waiting: 4, oldestWaitingAt: START - 30 } as const,
            ],
          },
        },
      ],
    };
    const observations = observationsOf(snapshotOf(state, { defaults: POLICY, rules: [] }, START), START);
    expect(observations.find(({ media }) => media === 'voice')).toMatchObject({
      tenant: 'acme',
      queueId: 'q',
      at: START,
      waiting: 4,
      oldestWaitSeconds: 30,
      agents: { available: 2, busy: 4 },
    });
  });
});
