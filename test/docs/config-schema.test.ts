import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';
import { configurationSchema, SCHEMA_FILE } from '../../tools/configuration-schema.ts';
import { codeBlocks } from './code-blocks.ts';

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'));
const validate = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
}).compile(schema);

/** Places of what the schema refuses; empty for a valid file. */
function refused(value: unknown): readonly string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the program accepts, without looking for the files that the configuration names. */
function isAccepted(text: string): boolean {
  const env = Object.fromEntries((text.match(/(?<=\$\{)\w+(?=\})/g) ?? []).map((name) => [name, '9']));
  try {
    parseConfig(text, { file: 'config.yaml', platforms, env, inspectFile: () => undefined });
    return true;
  } catch {
    return false;
  }
}

const TENANT = {
  name: 'acme',
  platform: 'genesys',
  api: 'observations',
  oauth: { client_id: 'id', client_secret: 'secret' },
};

const fileOf = (sections: object, tenant: object = {}) => ({
  ...sections,
  tenants: [{ ...TENANT, ...tenant }],
});

it('is current; otherwise run: node tools/configuration-schema.ts', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(
    `${JSON.stringify(configurationSchema(platforms), null, 2)}\n`,
  );
});

describe('the example configurations', () => {
  const files = globSync('docs/examples/*.yaml').sort();

  it('are one for each API', () => {
    const names = platforms.map(({ platform, api }) => `${platform}-${api}.yaml`).sort();
    expect(files.map((file) => basename(file))).toEqual(names);
  });

  it.each(files)('%s is accepted by the program and by the schema that its first line names', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../config.schema.json');
    expect(isAccepted(text)).toBe(true);
    expect(refused(parse(text))).toEqual([]);
  });

  const blocks = codeBlocks('yaml').filter(({ text }) => /^tenants:/m.test(text) && isAccepted(text));

  it.each(blocks.map(({ file, text }, index) => [`${file} ${index + 1}`, text]))(
    'include the configuration of %s, which the schema accepts',
    (_, text) => expect(refused(parse(text))).toEqual([]),
  );
});

describe('the schema and the program', () => {
  it.each([
    ['durations', fileOf({ polling: { queues: { interval: '1m30s', timeout: '500ms' } } })],
    ['sizes', fileOf({ cache: { max_size: '16MiB' } })],
    ['wildcards', fileOf({ exposition: { drop_families: ['contact_center_*'] } })],
    ['one path or several', fileOf({ desired_state: ['a.yaml', 'b.yaml'] })],
    [
      'values of the environment',
      fileOf({ polling: { stale_after: `\${N}`, queues: { interval: `\${N}s` } } }),
    ],
    [
      'quoted numbers and booleans',
      fileOf({ prediction: { enabled: 'true' }, polling: { stale_after: '4' } }),
    ],
    ['regions in capitals', fileOf({}, { region: 'MyPurecloud.de' })],
    ['media as a word', fileOf({}, { media: 'all' })],
    ['media as a list', fileOf({}, { media: ['voice'] })],
    ['labels', fileOf({}, { labels: { team: 'sales', data_file: 'é 😀' } })],
    ['a plan', fileOf({}, { plan: { url: 'https://wfm.example.com/plan.csv' } })],
    ['a network', fileOf({}, { http: { proxy_url: 'proxy:3128', max_body: '1MiB' } })],
  ])('both accept %s', (_, file) => {
    expect(isAccepted(stringify(file))).toBe(true);
    expect(refused(file)).toEqual([]);
  });

  it.each([
    ['no tenants', { polling: {} }, ''],
    ['an empty list of tenants', { tenants: [] }, '/tenants'],
    ['an unknown section', fileOf({ pooling: {} }), ''],
    ['an unknown key of a section', fileOf({ polling: { queues: { intervall: '5s' } } }), '/polling/queues'],
    ['an unknown key of a tenant', fileOf({}, { colour: 'red' }), '/tenants/0'],
    ['a key of another platform', fileOf({}, { service_level_unit: 'ratio' }), '/tenants/0'],
    ['an unknown platform', fileOf({}, { platform: 'five9' }), '/tenants/0/platform'],
    ['an API of another vendor', fileOf({}, { api: 'acd' }), '/tenants/0/api'],
    ['a collector that the API lacks', fileOf({}, { collectors: ['analytics'] }), '/tenants/0/collectors/0'],
    [
      'a duration without a unit',
      fileOf({ polling: { queues: { interval: '15' } } }),
      '/polling/queues/interval',
    ],
    ['an empty duration', fileOf({ cache: { ttl: '' } }), '/cache/ttl'],
    ['a number as a duration', fileOf({ cache: { ttl: 15 } }), '/cache/ttl'],
    ['a ratio as a percentage', fileOf({ service_level: { target: 80 } }), '/service_level/target'],
    ['an empty name', fileOf({}, { name: '' }), '/tenants/0/name'],
    [
      'six labels',
      fileOf({}, { labels: { a: 'x', b: 'x', c: 'x', d: 'x', e: 'x', f: 'x' } }),
      '/tenants/0/labels',
    ],
    ['a name that is no label name', fileOf({}, { labels: { 'a-b': 'x' } }), '/tenants/0/labels'],
    ['a reserved label', fileOf({}, { labels: { queue: 'x' } }), '/tenants/0/labels'],
    ['a section that is empty', fileOf({ polling: null }), '/polling'],
    ['no credentials', fileOf({}, { oauth: {} }), '/tenants/0/oauth'],
  ])('both refuse %s', (_, file, place) => {
    expect(isAccepted(stringify(file))).toBe(false);
    expect(refused(file).map((each) => each.split(' ')[0])).toContain(place);
  });
});
