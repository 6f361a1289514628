import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { platforms } from '../../src/platforms/index.ts';
import { readExpression } from '../support/promql.ts';
import { ALERTS_FOLDER, allRules, RULE_FILES, readGroups } from '../support/rules.ts';
import { promtool } from './support/promtool.ts';
import { promtoolValues, type Recording, recordSimulation } from './support/simulated-day.ts';
import { steadyCentre } from './support/steady-centre.ts';

/**
 * Simulated contact centres, watched by the real adapter and judged by the shipped rules at their real pace: promtool
 * runs a day in seconds, and to the minute.
 */

/** A day of 1,440 evaluations of a hundred rules. */
const TIMEOUT_MS = 480_000;
const MONDAY = Date.UTC(2026, 0, 12) / 1000;

const platform = platforms.find(({ api }) => api === 'acd');
const wanted = new Set(
  allRules().flatMap(({ expr }) => readExpression(expr).selectors.map(({ metric }) => metric)),
);
const EXPORTER = [
  { series: 'contact_center_exporter_build_info{job="exporter",instance="a"}', values: '1x2000' },
  { series: 'up{job="exporter",instance="a"}', values: '1x2000' },
];

interface Expected {
  readonly expr: string;
  readonly minute: number;
  /** Absent: nothing. */
  readonly samples?: readonly { readonly labels: string; readonly value: number }[];
}

async function judge(recording: Recording, expected: readonly Expected[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simulated-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'test.yaml');
  const series = [...recording].map(([name, samples]) => ({ series: name, values: promtoolValues(samples) }));
  const test = {
    rule_files: [join(ALERTS_FOLDER, 'rules/*.yaml')],
    evaluation_interval: '1m',
    group_eval_order: RULE_FILES.flatMap((each) => readGroups(each).map(({ name }) => name)),
    tests: [
      {
        interval: '1m',
        input_series: [...EXPORTER, ...series],
        promql_expr_test: expected.map(({ expr, minute, samples = [] }) => ({
          expr,
          eval_time: `${minute}m`,
          exp_samples: samples,
        })),
      },
    ],
  };
  await writeFile(file, stringify(test));
  return promtool('test', 'rules', file);
}

/** The first minute at which the series whose name begins like this has at least this value. */
function firstMinute(recording: Recording, beginning: RegExp, value: number): number {
  const [, samples] = [...recording].find(([series]) => beginning.test(series)) ?? [];
  return samples?.findIndex((sample) => sample !== undefined && sample >= value) ?? -1;
}

describe('a simulated contact centre', () => {
  it('sends no page and no ticket on a quiet day', { timeout: TIMEOUT_MS }, async () => {
    const day = { platform: platform!, centre: steadyCentre(0.6), startAt: MONDAY, minutes: 1440 };
    const recording = await recordSimulation(day, wanted);
    expect(recording.size).toBeGreaterThan(100);
    const everFired = { expr: 'count_over_time(ALERTS{alertstate="firing"}[1d])', minute: 1439 };
    expect(await judge(recording, [everFired])).toContain('SUCCESS');
  });

  it('pages before and at a breach of the queue that loses its staff, and for no other', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const SHORTAGE = 60;
    const recording = await recordSimulation(
      {
        platform: platform!,
        centre: steadyCentre(0.65),
        startAt: MONDAY,
        minutes: 120,
        scenarios: { [SHORTAGE]: { scenario: 'staff_shortage', queue: 'Billing', share: 0.6 } },
      },
      wanted,
    );
    const breach = firstMinute(recording, /^contact_center_queue_sla_breach{.*queue="Billing"/, 1);
    expect(breach).toBeGreaterThan(SHORTAGE);
    const paged = (alert: string) =>
      `count by (queue) (ALERTS{alertname="ContactCenter${alert}",severity="page",alertstate="firing"})`;
    const forBilling = [{ labels: '{queue="Billing"}', value: 1 }];
    expect(
      await judge(recording, [
        { expr: 'count_over_time(ALERTS{alertstate="firing"}[1h])', minute: SHORTAGE },
        { expr: paged('ServiceLevelBreachPredicted'), minute: breach, samples: forBilling },
        { expr: paged('ServiceLevelBreached'), minute: breach },
        { expr: paged('ServiceLevelBreached'), minute: breach + 10, samples: forBilling },
        {
          expr: 'count by (queue) (count_over_time(ALERTS{severity="page",alertstate="firing",queue!="Billing"}[2h]))',
          minute: 119,
        },
      ]),
    ).toContain('SUCCESS');
  });
});
