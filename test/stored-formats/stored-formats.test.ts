import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMemoryCache, createQueryService, type QueryRequest } from '../../src/analytics-api/index.ts';
import { traceLine } from '../../src/backtest/index.ts';
import { parseTraceRow } from '../../src/backtest/trace.ts';
import { collectorFrom, collectorLines } from '../../src/cluster/snapshot/collector-part.ts';
import { decodePart } from '../../src/cluster/snapshot/encoding.ts';
import { extraFrom, extraLines } from '../../src/cluster/snapshot/extra-part.ts';
import { fromSharedForecast, toSharedForecast } from '../../src/prediction/index.ts';
import { decodeProfile, encodeProfile } from '../../src/prediction/model/profile-codec.ts';
import { createPredictor } from '../../src/prediction/predictor.ts';
import { parseState } from '../../src/prediction/service/parse-state.ts';
import { COLLECTOR, FORECAST, MARKS, OBSERVATION } from './examples.ts';

/**
 * Each file holds what an exporter has stored: it must be read for what it meant then. Where a change of the format makes
 * one of these tests fail, either the reader has to accept both, or the version of the format has to change, and with it the
 * number in the name of the file. A field that is new is added to a file only beside this test of the file without it.
 */

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const linesOf = (name: string) => read(name).trimEnd().split('\n').slice(1);
const written = (lines: Iterable<unknown>) => [...lines].map((line) => JSON.stringify(line));
const partOf = async (text: string) => decodePart(await promisify(zstdCompress)(Buffer.from(text.trimEnd())));

describe('a state that was stored in Redis', () => {
  it('means the same to the replica that reads it', async () => {
    const collector = await partOf(read('cluster-collector-1.jsonl'));
    expect(collector.fence).toBe(7);
    expect(collectorFrom(collector.lines)).toEqual({
      at: 1_700_000_000.25,
      ageMs: 40,
      state: COLLECTOR,
      marks: MARKS,
    });
    const forecast = await partOf(read('cluster-forecast-1.jsonl'));
    expect(fromSharedForecast(extraFrom(forecast.lines))).toEqual(FORECAST);
  });

  it('is written as before', () => {
    const lines = collectorLines(COLLECTOR, { at: 1_700_000_000.25, ageMs: 40, marks: MARKS });
    expect(written(lines)).toEqual(linesOf('cluster-collector-1.jsonl'));
    expect(written(extraLines(toSharedForecast(FORECAST)))).toEqual(linesOf('cluster-forecast-1.jsonl'));
  });

  it('is read without the fields that a newer version has added', async () => {
    const [header = '', head = '', chunk = '', ...marks] = read('cluster-collector-1.jsonl').split('\n');
    const more = (text: string, path: readonly string[], value: unknown) => {
      const whole = JSON.parse(text);
      let place = whole;
      for (const key of path) place = place[key];
      place.another = value;
      return JSON.stringify(whole);
    };
    let newHead = head;
    for (const path of [
      [],
      ['status'],
      ['collection'],
      ['collection', 'agents'],
      ['collection', 'selection'],
    ])
      newHead = more(newHead, path, 1);
    let newChunk = chunk;
    for (const path of [['totals'], ['agents'], ['windows', '900'], ['waitDistribution'], []])
      newChunk = more(newChunk, ['columns', ...path], [1, null]);
    const { lines } = await partOf([header, newHead, newChunk, ...marks].join('\n'));
    expect(collectorFrom(lines).state).toEqual(COLLECTOR);

    const [, forecastHead = '', rows = ''] = read('cluster-forecast-1.jsonl').split('\n');
    const newRows = more(more(rows, ['columns'], [1, 2]), ['columns', 'staffing'], [3, null]);
    const extra = await partOf([header, more(forecastHead, ['brierScores'], 0.5), newRows].join('\n'));
    expect(fromSharedForecast(extraFrom(extra.lines))).toEqual(FORECAST);
  });

  it.each([
    ['"waiting":[0,null]', '"waiting":["0",null]'],
    ['"waiting":[0,null]', '"waiting":{"count":[0,null]}'],
    ['"media":["voice","chat"]', '"media":["voice","telepathy"]'],
    ['"900":', '"15m":'],
    ['"offered":[12,null]', '"offered":[1e999,null]'],
    ['"count":2', '"count":1e9'],
  ])('is refused where %s has become %s', async (before, after) => {
    const text = read('cluster-collector-1.jsonl');
    expect(text).toContain(before);
    const { lines } = await partOf(text.replace(before, after));
    expect(() => collectorFrom(lines)).toThrow(expect.objectContaining({ name: 'ZodError' }));
  });

  it.each([
    ['"probability":[0.25,null]', '"probability":[25,null]'],
    ['"probability":[0.25,null]', '"probability":["0.25",null]'],
    ['"agentsRequired":[15,null]', '"agentsRequired":[{"min":15},null]'],
    ['"erlang_a":0.125', '"erlang_a":"0.125"'],
  ])('shows no forecast where %s has become %s', async (before, after) => {
    const text = read('cluster-forecast-1.jsonl');
    expect(text).toContain(before);
    const { lines } = await partOf(text.replace(before, after));
    expect(() => fromSharedForecast(extraFrom(lines))).toThrow(
      expect.objectContaining({ code: 'invalid_state' }),
    );
  });
});

describe('a state file of the prediction', () => {
  const text = read('prediction-state-1.json');

  it('means the same to the exporter that reads it', () => {
    const { state, problems, refused } = parseState(text);
    expect({ problems, refused }).toEqual({ problems: [], refused: undefined });
    expect(state).toEqual(JSON.parse(text));
    const [profile] = state?.queues ?? [];
    const decoded = decodeProfile(1800, profile!.arrivals)!;
    expect([decoded.slot, decoded.visits[18], decoded.amount[18], decoded.visits[19]]).toEqual([
      944_444, 3, 35, 0,
    ]);
    expect(encodeProfile(decoded)).toEqual(profile!.arrivals);
  });

  it('is written as before', () => {
    const { state } = parseState(text);
    expect(createPredictor({ state }).toState()).toEqual(JSON.parse(text));
  });
});

it('a result that was cached is read for what it was', async () => {
  const entry = read('analytics-result-1.json');
  const store = createMemoryCache({ maxBytes: 1_000_000 });
  const service = createQueryService({
    store: { ...store, get: async () => entry },
    staleIfErrorSeconds: 0,
    onUnreadable: () => expect.unreachable('unreadable'),
    now: () => 1_700_000_010,
  });
  const request: QueryRequest = {
    tenant: {
      name: 'acme',
      identity: 'acme',
      reader: { query: () => Promise.reject(new Error('asked the platform')) },
      timeoutSeconds: 1,
    },
    query: { metrics: [], dimensions: [], start: '2027-01-01', end: '2027-01-02', filters: [] },
    ttlSeconds: 60,
  };
  expect(await service.run(request)).toEqual({
    rows: [{ dimensions: { channel: 'voice' }, figures: { handle_time: 240, abandon_rate: 0.1 } }],
    rejected: { no_id: 1 },
    origin: 'hit',
    ageSeconds: 10,
  });
});

it('a row of a trace is read for what it was, and is written as before', () => {
  const text = read('trace-1.jsonl');
  expect(parseTraceRow(text, OBSERVATION.policy).observation).toEqual(OBSERVATION);
  expect(traceLine(OBSERVATION, 'Sales')).toBe(text);
});
