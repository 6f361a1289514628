import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problems } from '../support/metric-names.ts';
import { readExpression } from '../support/promql.ts';
import { ALERTS_FOLDER, alertingRules, allRules } from '../support/rules.ts';

const DASHBOARDS = [
  'contact-center-overview',
  'contact-center-queue',
  'contact-center-service-level',
  'contact-center-agents',
  'contact-center-channels',
  'contact-center-exporter',
];
const RUNBOOK_SECTIONS = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'];

interface Expectation {
  readonly alertname: string;
  readonly exp_alerts?: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
}
interface Test {
  readonly name: string;
  readonly alert_rule_test?: readonly Expectation[];
}

const tests = globSync(join(ALERTS_FOLDER, 'tests/*.yaml')).flatMap(
  (file) => (parse(readFileSync(file, 'utf8')) as { tests: Test[] }).tests,
);
const expectations = tests.flatMap(({ name, alert_rule_test = [] }) =>
  alert_rule_test.map((each) => ({ ...each, test: name, fires: (each.exp_alerts ?? []).length > 0 })),
);

const alerts = alertingRules();
const names = [...new Set(alerts.map(({ alert }) => alert))];

describe('every alert', () => {
  it.each(alerts.map((rule) => [rule.alert, rule.labels.severity, rule] as const))(
    'describes %s (%s) and links its dashboard and runbook',
    (name, _, { labels, annotations, for: held }) => {
      expect(labels.severity).toMatch(/^(page|ticket)$/);
      expect(labels.scope).toMatch(/^(queue|tenant|exporter)$/);
      expect(held).toMatch(/^\d+[mh]$/);
      expect(annotations.summary).toBeTruthy();
      expect(annotations.description).toBeTruthy();
      expect(annotations.runbook_url).toMatch(new RegExp(`^https://.*/${name}\\.md$`));
      const [, uid] = /^https:\/\/[^/]+\/d\/([\w-]+)/.exec(annotations.dashboard_url ?? '') ?? [];
      expect(DASHBOARDS).toContain(uid);
    },
  );

  it.each(alerts.map((rule) => [rule.alert, rule.labels.severity, rule] as const))(
    'tests that %s (%s) fires',
    (name, severity) => {
      const fired = expectations.filter(
        ({ alertname, exp_alerts = [] }) =>
          alertname === name && exp_alerts.some(({ exp_labels }) => exp_labels.severity === severity),
      );
      expect(fired).not.toEqual([]);
    },
  );

  it.each(names)('tests that %s waits until it is due', (name) => {
    const firing = new Set(
      expectations.filter((each) => each.alertname === name && each.fires).map((each) => each.test),
    );
    const waiting = expectations.filter(
      (each) => each.alertname === name && !each.fires && firing.has(each.test),
    );
    expect(waiting).not.toEqual([]);
  });

  it.each(names)('tests %s on healthy, missing and stale data', (name) => {
    const testsWith = (pattern: RegExp) =>
      expectations.filter(({ alertname, test }) => alertname === name && pattern.test(test));
    expect(testsWith(/healthy data/)).not.toEqual([]);
    expect(testsWith(/without any data|without data/)).not.toEqual([]);
    expect(testsWith(/data goes stale/)).not.toEqual([]);
  });

  it.each(names)('has a runbook with valid queries for %s', (name) => {
    const file = join(ALERTS_FOLDER, 'runbooks', `${name}.md`);
    expect(existsSync(file)).toBe(true);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name}\n`));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, section]) => section)).toEqual(RUNBOOK_SECTIONS);
    const queries = [...text.matchAll(/```promql\n([^`]+)```/g)].map(([, query = '']) => query);
    expect(queries).not.toEqual([]);
    for (const query of queries) expect(problems(query), query).toEqual([]);
  });

  it('keeps every paging alert quiet while its tenant is closed', () => {
    const unguarded = alerts.filter(
      ({ labels, expr }) =>
        labels.severity === 'page' &&
        !readExpression(expr).selectors.some(
          ({ metric }) => metric === 'tenant:contact_center_business_hours:bool',
        ),
    );
    expect(unguarded.map(({ alert }) => alert)).toEqual([]);
  });

  it('has a minimum of contacts or agents for every paging alert of a queue', () => {
    const FLOOR = /enough_contacts|threshold:min_(contacts|agents|waiting)/;
    const unguarded = alerts.filter(
      ({ labels, expr }) =>
        labels.severity === 'page' &&
        labels.scope === 'queue' &&
        !readExpression(expr).selectors.some(({ metric }) => FLOOR.test(metric)),
    );
    expect(unguarded.map(({ alert }) => alert)).toEqual([]);
  });
});

describe('runbooks', () => {
  it('has no runbook without an alert', () => {
    const runbooks = globSync(join(ALERTS_FOLDER, 'runbooks/*.md')).map((file) => basename(file, '.md'));
    expect(runbooks.filter((name) => name !== 'README' && !names.includes(name))).toEqual([]);
  });
});

describe('recording rules', () => {
  it('names recording rules level:metric:operations', () => {
    const misnamed = allRules()
      .flatMap(({ record }) => record ?? [])
      .filter((name) => !/^(queue|tenant|zone|contact_center):[a-z_]+:[a-z0-9_]+$/.test(name));
    expect(misnamed).toEqual([]);
  });

  it('never averages ratios', () => {
    const averaging = allRules().filter(({ expr }) => /\bavg(_over_time)?\b[^)]*ratio/.test(expr));
    expect(averaging.map(({ record, alert }) => record ?? alert)).toEqual([]);
  });
});
