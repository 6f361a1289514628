import { describe, expect, it } from 'vitest';
import { QUEUE_LABELS, TENANT_LABELS } from '../../src/metrics/index.ts';
import { problems, TARGET_LABELS } from '../support/metric-names.ts';
import { readExpression } from '../support/promql.ts';
import { alertingRules, allRules } from '../support/rules.ts';

/** The queries in the text of an alert, with what is filled in when it fires left out. */
function queriesIn(text: string): string[] {
  return [...text.matchAll(/query \(printf "([^"]+)"/g)].map(([, query = '']) => query.replace(/,?%s/, ''));
}

describe('names in the rules', () => {
  it.each(allRules().map(({ record, alert, expr }) => [record ?? alert, expr] as const))(
    'reads only existing metrics in the rules of %s',
    (_, expr) => {
      expect(problems(expr)).toEqual([]);
      expect(readExpression(expr).selectors.length + Number(/^vector\(/.test(expr))).toBeGreaterThan(0);
    },
  );

  it.each(
    alertingRules().map(({ alert, labels, annotations }) => [alert, labels.severity, annotations] as const),
  )('reads only existing metrics in the text of %s (%s)', (_alert, _severity, annotations) => {
    expect(Object.values(annotations).flatMap(queriesIn).flatMap(problems)).toEqual([]);
  });

  it('uses only labels of the result to select alerts and in their text', () => {
    for (const { alert, labels, annotations } of alertingRules()) {
      const used = Object.values(annotations).flatMap((text) =>
        [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label),
      );
      const allowed: Readonly<Record<string, readonly string[]>> = {
        queue: QUEUE_LABELS,
        tenant: [...TENANT_LABELS, 'collector', 'component', 'status'],
        exporter: TARGET_LABELS,
      };
      expect(
        used.filter((label) => !allowed[labels.scope ?? '']?.includes(label ?? '')),
        alert,
      ).toEqual([]);
    }
  });

  it('would detect a wrong name', () => {
    expect(problems('contact_center_queue_wating_interactions')).toHaveLength(1);
    expect(problems('contact_center_queue_agents{stat="busy"}')).toHaveLength(1);
    expect(problems('sum by (tennant) (contact_center_queue_agents)')).toEqual(['tennant']);
    expect(problems('queue:contact_center_queue_waiting:max{state="busy"}')).toHaveLength(1);
    expect(() => problems('sum(')).toThrow(SyntaxError);
  });
});
