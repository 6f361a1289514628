import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { querySchema } from '../../src/analytics-api/index.ts';
import { instruments, tenantFamilies } from '../../src/metrics/index.ts';

const page = readFileSync('docs/analytics.md', 'utf8');

describe('docs/analytics.md', () => {
  it('shows only valid queries', () => {
    const curl = /--json '(\{.*?\})'/s.exec(page)?.[1] ?? '';
    const pandas = /^query = (.*)$/m.exec(page)?.[1] ?? '';
    const powerBi = (/Query = \[(.*)\],$/m.exec(page)?.[1] ?? '')
      .replaceAll(/(\w+) = /g, '"$1": ')
      .replaceAll('{', '[')
      .replaceAll('}', ']');
    for (const query of [curl, pandas, `{${powerBi}}`]) {
      expect(querySchema.safeParse(JSON.parse(query)).error).toBeUndefined();
    }
  });

  it('needs at most five lines for each tool', () => {
    const [pandas = '', powerBi = ''] = [/```python\n(.*?)```/s, /```\n(let .*?)```/s].map(
      (block) => block.exec(page)?.[1],
    );
    expect(pandas.trimEnd().split('\n')).toHaveLength(5);
    expect(powerBi.trimEnd().split('\n')).toHaveLength(5);
  });

  it('names every metric of analytics, and no other', () => {
    const names = [...tenantFamilies, ...Object.values(instruments)]
      .map(({ name }) => name)
      .filter((name) => name.startsWith('contact_center_analytics_'));
    const written = [...page.matchAll(/contact_center_analytics_(?:\{([\w,]+)\})?(\w+)/g)].flatMap(
      ([, choices = '', rest = '']) =>
        choices.split(',').map((each) => `contact_center_analytics_${each}${rest}`),
    );
    expect([...new Set(written)].sort()).toEqual(names.sort());
  });
});
