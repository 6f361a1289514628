import { afterEach, describe, expect, it } from 'vitest';
import { createExposition, type Exposition } from '../../src/exposition/index.ts';
import type { Encoding, Format } from '../../src/exposition/negotiate.ts';
import { promtoolObjections } from '../support/promtool.ts';
import { referenceParse } from '../support/reference-parser.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

let exposition: Exposition;
afterEach(() => exposition.close());

async function publish(labels: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>) {
  for (const [name, own] of Object.entries(labels)) {
    const tenant = { name, platform: 'cxone', api: 'v2', ...(own && { labels: own }) };
    exposition.publish(snapshot(name, [queueView({ id: '1', waiting: 0 })], { tenant }));
  }
  await exposition.settled();
}

const infoLines = (format: Format, encoding: Encoding) =>
  page(exposition, format, encoding)
    .split('\n')
    .filter((line) => line.startsWith('contact_center_tenant_info'))
    .map((line) => line.slice('contact_center_tenant_info'.length));

const VARIANTS: readonly (readonly [Format, Encoding])[] = [
  ['text', 'identity'],
  ['text', 'gzip'],
  ['openmetrics', 'identity'],
  ['openmetrics', 'gzip'],
];

const HOSTILE = 'a "quoted" \\ value, é 😀 {x="y"} 1';

describe("a tenant's labels on contact_center_tenant_info", () => {
  it.each(VARIANTS)('are each of their own tenant in one family, as %s and %s', async (format, encoding) => {
    exposition = createExposition();
    await publish({ acme: { team: 'sales', region: 'emea' }, globex: undefined, initech: { site: HOSTILE } });
    expect(infoLines(format, encoding)).toEqual([
      '{tenant="acme",platform="cxone",api="v2",team="sales",region="emea"} 1',
      '{tenant="globex",platform="cxone",api="v2"} 1',
      '{tenant="initech",platform="cxone",api="v2",site="a \\"quoted\\" \\\\ value, é 😀 {x=\\"y\\"} 1"} 1',
    ]);
    expect(page(exposition, format, encoding).match(/^# TYPE contact_center_tenant_info /gm)).toHaveLength(1);
  });

  it('are on no other family', async () => {
    exposition = createExposition();
    await publish({ acme: { team: 'sales' } });
    const lines = page(exposition, 'text').split('\n');
    expect(lines.filter((line) => line.includes('team='))).toHaveLength(1);
    expect(lines).toContain(
      'contact_center_queue_waiting_interactions{tenant="acme",queue_id="1",queue="1",media="voice"} 0',
    );
  });

  it('are read by the reference parsers of both formats', async () => {
    exposition = createExposition();
    await publish({ acme: { team: 'sales' }, globex: undefined, initech: { site: HOSTILE, team: 'é' } });
    for (const format of ['text', 'openmetrics'] as const) {
      const families = await referenceParse(page(exposition, format), format);
      const info = families.find(({ name }) => name === 'contact_center_tenant_info')?.samples ?? [];
      const common = { platform: 'cxone', api: 'v2' };
      expect(info.map(({ labels }) => labels)).toEqual([
        { tenant: 'acme', ...common, team: 'sales' },
        { tenant: 'globex', ...common },
        { tenant: 'initech', ...common, site: HOSTILE, team: 'é' },
      ]);
    }
    expect(await promtoolObjections(page(exposition, 'text'))).toEqual([]);
  });

  it('follow a changed configuration', async () => {
    exposition = createExposition();
    await publish({ acme: { team: 'sales' } });
    await publish({ acme: { team: 'support', site: 'Berlin' } });
    const line = '{tenant="acme",platform="cxone",api="v2",team="support",site="Berlin"} 1';
    expect(infoLines('text', 'gzip')).toEqual([line]);
    await publish({ acme: undefined });
    expect(infoLines('text', 'gzip')).toEqual(['{tenant="acme",platform="cxone",api="v2"} 1']);
  });

  it('stay when descriptive labels are dropped, and go with their family', async () => {
    exposition = createExposition({ cardinality: { dropLabels: ['platform', 'api'] } });
    await publish({ acme: { team: 'sales' } });
    expect(infoLines('openmetrics', 'gzip')).toEqual(['{tenant="acme",team="sales"} 1']);
    exposition.configure({ dropFamilies: ['contact_center_tenant_info'] });
    await exposition.settled();
    expect(page(exposition, 'text')).not.toContain('team=');
  });
});
