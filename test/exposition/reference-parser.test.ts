import { afterEach, describe, expect, it } from 'vitest';
import { createExposition, createProcessMetrics, type Exposition } from '../../src/exposition/index.ts';
import { type ReferenceFamily, referenceParse, referenceSamples } from '../support/reference-parser.ts';
import { samplesOf } from './support/parse.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

/** Names as hostile as a platform may send them. */
const HOSTILE = [
  'quotes " and \\ back\\slashes \\\\ \\" \\n',
  'ends with a backslash \\',
  'line\nfeed\r\nreturn\ttab\v\f\u0085\u2028\u2029',
  'emoji 😀 é 漢字 \u202e',
  'lone surrogates \ud800 and \udc00',
  'control \u0001\u001b\u007f',
  '{a="b"} 1 # EOF',
  '# EOF',
  '[]',
  '',
  ' ',
];

let exposition: Exposition;
afterEach(() => exposition.close());

async function publishHostileNames(): Promise<void> {
  const processMetrics = createProcessMetrics();
  exposition = createExposition({ processMetrics });
  for (const [index, name] of HOSTILE.entries()) {
    const tenant = `${index} ${name}`;
    processMetrics.buildInfo.set({ version: name, node_version: name }, 1);
    processMetrics.apiRequests.inc({ tenant, endpoint: name, code: 'refused' });
    processMetrics.apiRequestDuration.observe({ tenant, endpoint: name }, 0.3);
    processMetrics.analyticsAnswerAge.observe({ tenant }, 3);
    const queues = HOSTILE.map((hostile, at) =>
      queueView({
        id: `${at} ${hostile}`,
        name: hostile,
        waiting: at,
        waitSeconds: 1e-7 * at,
        totals: { offered: 1e21, waitSeconds: 0.1 },
        windows: { 900: { offered: at } },
        configChanges: { [hostile]: 1, other: 2 },
        waitDistribution: { answered: { upperBounds: [10, 30.5], counts: [1, 2] } },
      }),
    );
    exposition.publish(
      snapshot(tenant, queues, {
        components: HOSTILE.map((component) => ({ component, status: 'operational', isPublic: true })),
        agentTimes: HOSTILE.map((agentId) => ({ agentId, state: agentId, seconds: 1 })),
        analytics: HOSTILE.map((channel) => ({ channel, figures: { handle_time: 1 }, kpis: {} })),
      }),
    );
  }
  await exposition.settled();
}

function duplicates(families: readonly ReferenceFamily[]): readonly string[] {
  const names = families.map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe('the reference parsers', () => {
  it.each(['text', 'openmetrics'] as const)(
    'reads back a page of hostile names in the %s format',
    async (format) => {
      await publishHostileNames();
      for (const tenant of [undefined, ...HOSTILE.map((name, index) => `${index} ${name}`)]) {
        const text = page(exposition, format, 'identity', tenant);
        const families = await referenceParse(text, format);
        expect(duplicates(families)).toEqual([]);
        expect(referenceSamples(families)).toEqual(samplesOf(text, format));
        expect(families.flatMap(({ samples }) => samples.flatMap(({ extras }) => extras))).toEqual([]);
        const actions = families
          .flatMap(({ samples }) => samples)
          .filter(({ name, labels }) => name.endsWith('config_changes_total') && labels.action !== 'other')
          .map(({ labels }) => labels.action ?? '');
        expect(new Set(actions)).toEqual(new Set(HOSTILE.map((name) => name.toWellFormed())));
      }
    },
  );

  it('reports the error of the parser for an invalid page', async () => {
    exposition = createExposition();
    const clash =
      '# TYPE a counter\na_total 1\n# TYPE between gauge\nbetween 1\n# TYPE a gauge\na 1\n# EOF\n';
    await expect(referenceParse(clash, 'openmetrics')).rejects.toThrow('Clashing name: a\n');
  });
});
