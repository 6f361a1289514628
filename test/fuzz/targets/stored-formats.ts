import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { createMemoryCache, createQueryService } from '../../../src/analytics-api/index.ts';
import { shareTenant } from '../../../src/cluster/tenant-share.ts';
import { fromSharedForecast } from '../../../src/prediction/index.ts';
import { createPredictor } from '../../../src/prediction/predictor.ts';
import { parseState } from '../../../src/prediction/service/parse-state.ts';
import { snapshotOf, withForecast } from '../../../src/signals/index.ts';
import { OBSERVATION } from '../../stored-formats/examples.ts';
import { jsonText } from '../mutations.ts';
import { showSnapshot } from '../show-snapshot.ts';
import { hasCode, type Target } from '../target.ts';
import { changed } from './text-formats.ts';

/** Formats that the exporter writes, and that others can have changed: state file, states in Redis, cached results. */

const read = (name: string) => readFileSync(new URL(`../../stored-formats/${name}`, import.meta.url), 'utf8');
const linesIn = (name: string): unknown[] =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const compress = promisify(zstdCompress);
const linesText = (tree: unknown) => (Array.isArray(tree) ? tree.map(jsonText).join('\n') : jsonText(tree));

const POLICIES = { defaults: OBSERVATION.policy, rules: [] };
const PLAN = {
  identity: { name: 'acme', platform: 'genesys', api: 'observations' },
  collectors: [{ name: 'aggregates', intervalSeconds: 60 }],
  staleAfter: 3,
} as const;
const unused = () => Promise.reject(new Error('not called'));

/** Reads a part as a replica does that follows, and shows what it read. */
async function showPart(name: string, text: string): Promise<void> {
  const bytes = await compress(Buffer.from(text));
  const problems: unknown[] = [];
  const share = shareTenant({
    tenant: 'acme',
    plan: PLAN,
    store: {
      sync: unused,
      acquire: unused,
      release: unused,
      publish: unused,
      leave: unused,
      close: () => {},
      read: async () => ({ version: 1, parts: new Map([[name, { bytes, stamp: '1', ageMs: 0 }]]) }),
    },
    clock: () => 0,
    signal: new AbortController().signal,
    onRefused: () => {},
    onUnreadable: (error) => problems.push(error),
  });
  await share.refresh();
  const [problem] = problems;
  if (problem) throw problem;
  share.resumed();
  const { state, extra } = share.shown();
  const snapshot = snapshotOf(state, POLICIES, 1_700_000_010);
  const { forecast } = extra ? fromSharedForecast(extra) : {};
  await showSnapshot(withForecast(snapshot, forecast));
}

export const STORED_FORMATS: readonly Target[] = [
  {
    name: 'collector in Redis',
    inputs: changed([linesIn('cluster-collector-1.jsonl')], linesText),
    run: (text) => showPart('aggregates', text),
    isExpected: hasCode,
  },
  {
    name: 'forecast in Redis',
    inputs: changed([linesIn('cluster-forecast-1.jsonl')], linesText),
    run: (text) => showPart('extra', text),
    isExpected: hasCode,
  },
  {
    name: 'state file',
    inputs: changed([JSON.parse(read('prediction-state-1.json'))], jsonText),
    run: (text) => {
      const { state } = parseState(text);
      const predictor = createPredictor({ state });
      const { erlangA } = predictor.observe(OBSERVATION) ?? {};
      const probability = erlangA?.probability ?? 0;
      if (!(probability >= 0 && probability <= 1)) throw new Error(`the probability is ${probability}`);
      JSON.stringify(predictor.toState());
    },
    isExpected: () => false,
  },
  {
    name: 'cached result',
    inputs: changed([JSON.parse(read('analytics-result-1.json'))], jsonText),
    run: async (text) => {
      const store = { ...createMemoryCache({ maxBytes: 1_000 }), get: async () => text };
      const service = createQueryService({
        store,
        staleIfErrorSeconds: 0,
        onUnreadable: () => {},
        now: () => 1_700_000_010,
      });
      await service.run({
        tenant: {
          name: 'acme',
          identity: 'acme',
          reader: { query: async () => ({ rows: [], rejected: {} }) },
          timeoutSeconds: 1,
        },
        query: { metrics: [], dimensions: [], start: '2027-01-01', end: '2027-01-02', filters: [] },
        ttlSeconds: 60,
      });
      await service.close();
    },
    isExpected: () => false,
  },
];
