import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ALERTS_FOLDER } from '../support/rules.ts';
import { promtool } from './support/promtool.ts';

/** The promtool tests of the rules, as if several replicas were scraped, each with a `replica` label that nothing removes. */

/** Only a hang reaches it: several times that of the tests of one exporter. */
const TIMEOUT_MS = 240_000;
const REPLICAS = ['a', 'b'];
/** Every scalar as it is written: the values `0x600` are not a hexadecimal number. */
const SCHEMA = { schema: 'failsafe' } as const;

interface Series {
  readonly series: string;
  readonly values: string;
}

interface RuleTest {
  readonly input_series?: readonly Series[];
}

interface TestFile {
  readonly rule_files: readonly string[];
  readonly tests: readonly RuleTest[];
}

/** Not what rules record, and not what one exporter shows of itself: such a series has an instance already. */
const isShared = ({ series }: Series) =>
  series.startsWith('contact_center_') && !/[{,]instance="/.test(series);

function scrapedFrom(replica: string, { series, values }: Series): Series {
  const labels = `job="contact-center",instance="${replica}:10980",replica="${replica}"`;
  const [name = '', rest = '}'] = series.split(/\{(.*)/s);
  return { series: `${name}{${labels}${rest === '}' ? '' : ','}${rest}`, values };
}

function withReplicas({ input_series = [], ...rest }: RuleTest): RuleTest {
  const series = input_series.flatMap((each) =>
    isShared(each) ? REPLICAS.map((replica) => scrapedFrom(replica, each)) : [each],
  );
  return { ...rest, input_series: series };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replica-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the rules, with two replicas scraped', () => {
  // The others have no series, or those of a file that is here.
  const files = globSync(join(ALERTS_FOLDER, 'tests/*.yaml'))
    .filter((file) => !/(stale|no-data|opening-hours)\.yaml$/.test(file))
    .sort();
  it.concurrent.each(files.map((file) => [basename(file), file] as const))(
    'pass the tests of %s as with one exporter',
    async (name, file) => {
      const { rule_files, tests, ...rest } = parse(await readFile(file, 'utf8'), SCHEMA) as TestFile;
      const copy = join(folder, name);
      const files = rule_files.map((each) => join(dirname(file), each));
      const scraped = { ...rest, rule_files: files, tests: tests.map(withReplicas) };
      await writeFile(copy, stringify(scraped, { ...SCHEMA, aliasDuplicateObjects: false }));
      expect(await promtool('test', 'rules', copy)).toContain('SUCCESS');
    },
    TIMEOUT_MS,
  );
});
