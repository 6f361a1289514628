import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import { parseSettings, SettingsError } from '../../../alerts/generator/index.ts';
import { canonicalQuery, keyOf } from '../../../src/analytics-api/canonical-query.ts';
import { parseQuery } from '../../../src/analytics-api/query.ts';
import { webConfigChecks } from '../../../src/app/web-config.ts';
import { parseTraceRow, TraceError } from '../../../src/backtest/trace.ts';
import { parseAuditLine } from '../../../src/config/desired-state/audit-line.ts';
import { parseDesiredState } from '../../../src/config/desired-state/desired-state.ts';
import { ConfigError, parseConfig } from '../../../src/config/index.ts';
import { loadRoles } from '../../../src/config/web/roles.ts';
import { loadWebConfig } from '../../../src/config/web/web-config.ts';
import { parsePlan } from '../../../src/plan/parse-plan.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { changeText, changeTree, jsonText, textChange, treeChange } from '../mutations.ts';
import { hasCode, SECRET, type Target } from '../target.ts';

/** Formats that people write: configuration, web configuration, roles, desired state, plans, traces, queries, settings. */

const FEW = 5;

/** Valid documents with changes to their structure, then to their text. */
export function changed(
  documents: readonly unknown[],
  write: (tree: unknown) => string,
): fc.Arbitrary<string> {
  const trees = fc.tuple(
    fc.constantFrom(...documents),
    fc.array(treeChange, { minLength: 1, maxLength: FEW }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(textChange, { maxLength: 2 }) },
    ),
  );
  return trees.map(([document, treeChanges, textChanges]) =>
    changeText(write(changeTree(document, treeChanges)), textChanges),
  );
}

function changedTexts(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(textChange, { minLength: 1, maxLength: FEW }))
    .map(([text, changes]) => changeText(text, changes));
}

/** Deeper than this, the indentation of YAML is most of the text. */
const DEEP = /(?:\[|\{"a":){200}/;

/** YAML as people write it; deep trees as JSON, which is YAML too. */
function yamlText(tree: unknown): string {
  const json = jsonText(tree);
  return DEEP.test(json) ? json : (stringify(tree) ?? '');
}

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const inFile = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const ENVIRONMENT = { FUZZ_SECRET: SECRET, EMPTY: '' };
const isConfigError = (error: unknown) => error instanceof ConfigError;

const CONFIG = {
  polling: { queues: { interval: '15s', timeout: '10s' }, stale_after: 3 },
  service_level: { target: 0.8, threshold: '20s', window: '15m', horizons: ['10m', '30m'] },
  cluster: { redis_url: `redis://:${SECRET}@127.0.0.1:6379`, name: 'a', lease: '15s' },
  cache: { redis_url: `redis://:${SECRET}@127.0.0.1:6379`, ttl: '5m' },
  prediction: { enabled: true },
  tenants: [
    {
      name: 'acme',
      platform: 'cxone',
      api: 'v2',
      oauth: { client_id: 'a', client_secret: SECRET, client_auth: 'post' },
      collectors: ['queues', 'aggregates'],
      queues: { include: ['Sales*'], exclude: ['*Test'], ids: ['1'] },
      rate_limit: { requests_per_minute: 240 },
      labels: { region: 'eu' },
      service_level: [{ match: 'VIP*', target: 0.9, threshold: '10s' }],
      http: { proxy_url: `http://user:${SECRET}@proxy.example.com:3128`, max_body: '1MiB' },
      agents: { ids: ['7'] },
    },
    {
      name: 'umbrella',
      platform: 'genesys',
      api: 'observations',
      region: 'mypurecloud.de',
      oauth: { client_id: 'a', client_secret: ['$', '{FUZZ_SECRET}'].join('') },
      media: ['voice'],
    },
    {
      name: 'initech',
      platform: 'cxone',
      api: 'acd',
      oauth: { access_key_id: 'a', access_key_secret: SECRET, client_id: 'b', client_secret: SECRET },
    },
  ],
};

/** Shapes that trees do not give: anchors, aliases, merges, tags, documents, directives. */
const YAML_TEXTS = [
  ...globSync('test/config/invalid/*.yaml').map((file) => readFileSync(file, 'utf8')),
  ...globSync('docs/examples/*.yaml').map((file) => readFileSync(file, 'utf8')),
  'a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b, *b]\ntenants: [*c, *c, *c, *c, *c]\n',
  `tenants:\n  - &t { name: a, platform: cxone, api: acd, oauth: { client_id: a, client_secret: ${SECRET} } }\n  - { <<: *t, name: b }\n`,
  'tenants: &self [ { <<: *self } ]\n',
  '? { a: b }\n: [c]\ntenants: !!set { a, b }\n',
  '%YAML 1.1\n---\ntenants: [ !!binary aGk=, !!timestamp 2001-01-01, 0o17, 1_000, .inf, .nan, ~ ]\n',
];

const WEB_CONFIG = {
  basic_auth_users: { me: hashSync(SECRET, 4), '__proto__ ': hashSync('b', 4) },
  http_server_config: { http2: true, headers: { 'X-Frame-Options': 'deny' } },
  rate_limit: { interval: '1s', burst: 10 },
  tls_server_config: { cert_file: 'cert.pem', key_file: 'key.pem', min_version: 'TLS12' },
};
const ROLES = {
  users: { a: 'admin', b: ['view', 'metrics'], c: { roles: 'view', tenants: ['a*'], queues: ['Sales*'] } },
};
const DESIRED = {
  tenant: 'acme',
  queues: [
    {
      id: '1',
      routing_strategy: 'longest_idle',
      max_wait_time: 600,
      wait_music: 'https://example.com/a.mp3',
      overflow_targets: [{ id: '2', threshold: 5 }],
      skills: [{ id: '3', level: 2 }],
      enable_overflow: true,
    },
    { id: '2', overflow_threshold: 3 },
  ],
};
const PLAN_ROWS = [
  { queue_id: '1', start: '2026-03-30T08:00:00+02:00', agents: 12, contacts: 95.5 },
  { queue_id: '1', start: '2026-03-30T08:30:00+02:00', agents: '13', contacts: null },
  { queue_id: 'Sales', start: '2026-03-30T08:00:00Z', agents: 4, contacts: '' },
];
const PLAN_CSV =
  'queue_id,start,agents,contacts\n1,2026-03-30T08:00:00+02:00,12,95\n"a ""b"", c",2026-03-30T08:30:00Z,13,\n1,2026-03-30T09:00:00+02:00,,\n';
const TRACE_ROW = {
  time: '2026-01-01T00:00:00Z',
  tenant: 'acme',
  queueId: '1',
  queue: 'Sales',
  media: 'voice',
  waiting: 3,
  oldestWaitSeconds: 12.5,
  agents: { available: 1, busy: 4 },
  offered: 12,
  answered: 10,
  handleSeconds: 33.25,
  serviceLevel: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900 },
};
const AUDIT_LINES = [
  {
    event: 'intent',
    id: 'a',
    time: '2026-01-01T00:00:00Z',
    tenant: 'acme',
    queue_id: '1',
    queue: 'Sales',
    version: 3,
    before: { max_wait_time: 60, skills: [{ id: 'a', level: '1' }] },
    after: { max_wait_time: 90 },
  },
  { event: 'completion', id: 'a', outcome: 'updated' },
];
const QUERY = {
  tenant: 'acme',
  metrics: ['handle_time', 'abandon_rate'],
  dimensions: ['channel', 'date'],
  start_date: '2026-09-07T09:00:00Z',
  end_date: '2026-09-07T12:00:00+02:00',
  filters: [{ type: 'and', predicates: [{ dimension: 'queueId', value: 'x' }] }],
  cache_ttl: 60,
};
const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

const never = () => false;

export const TEXT_FORMATS: readonly Target[] = [
  {
    name: 'configuration',
    inputs: fc.oneof(changed([CONFIG], yamlText), changed([CONFIG], jsonText), changedTexts(YAML_TEXTS)),
    run: (text) => {
      const config = parseConfig(text, { file: '/etc/cce/config.yaml', platforms, env: ENVIRONMENT });
      const shown = JSON.stringify(config.running);
      if (shown.includes(SECRET) && !shown.includes(`"${SECRET}`)) throw new Error('shows a secret');
    },
    isExpected: isConfigError,
  },
  {
    name: 'web configuration',
    inputs: changed([WEB_CONFIG], yamlText),
    run: (text) => loadWebConfig(inFile('web.yaml', text), webConfigChecks),
    isExpected: isConfigError,
  },
  {
    name: 'roles file',
    inputs: changed([ROLES], yamlText),
    run: (text) => loadRoles(inFile('roles.yaml', text)),
    isExpected: isConfigError,
  },
  {
    name: 'desired state',
    inputs: changed([DESIRED], yamlText),
    run: (text) => parseDesiredState(text, 'desired.yaml', ENVIRONMENT),
    isExpected: isConfigError,
  },
  {
    name: 'alerts settings',
    inputs: changed([parseYaml(readFileSync('alerts/settings.yaml', 'utf8'))], yamlText),
    run: (text) => parseSettings(text, 'settings.yaml'),
    isExpected: (error) => error instanceof SettingsError,
  },
  {
    name: 'plan, JSON',
    inputs: changed([PLAN_ROWS], jsonText),
    run: parsePlan,
    isExpected: hasCode,
  },
  {
    name: 'plan, CSV',
    inputs: changedTexts([PLAN_CSV]),
    run: parsePlan,
    isExpected: hasCode,
  },
  {
    name: 'trace row',
    inputs: changed([TRACE_ROW], jsonText),
    run: (line) => parseTraceRow(line, POLICY),
    isExpected: (error) => error instanceof TraceError,
  },
  {
    name: 'audit log line',
    inputs: changed(AUDIT_LINES, jsonText),
    run: parseAuditLine,
    isExpected: never,
  },
  {
    name: 'analytics query',
    inputs: changed([QUERY], jsonText),
    run: (text) => {
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        // As Express: a 400.
        return;
      }
      const parsed = parseQuery(body, (name) => (name === 'acme' ? undefined : 'is unknown'));
      if (parsed.ok) keyOf('acme', canonicalQuery(parsed.query));
    },
    isExpected: never,
  },
];
