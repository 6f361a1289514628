import { describe, expect, it } from 'vitest';
import type { ExpositionError } from '../../src/exposition/errors.ts';
import { createExposition, createProcessMetrics } from '../../src/exposition/index.ts';
import { IdentifyingLabelError } from '../../src/exposition/page/catalogue.ts';
import { samplesOf } from './support/parse.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

const queues = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    queueView({ id: `q${index}`, name: `Queue ${index}`, waiting: index }),
  );

describe('dropped families', () => {
  it('omits dropped families, also by wildcards and of the process itself', async () => {
    const processMetrics = createProcessMetrics();
    const dropFamilies = ['contact_center_queue_service_level_*', 'nodejs_*', '*_info'];
    const exposition = createExposition({ processMetrics, cardinality: { dropFamilies } });
    exposition.publish(snapshot('acme', queues(2)));
    await exposition.settled();
    const text = page(exposition, 'text');
    expect(text).toContain('contact_center_queue_waiting_interactions{');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toMatch(/service_level|nodejs_|tenant_info/);
    exposition.close();
  });
});

describe('dropped labels', () => {
  it('omits dropped labels from queues and info metrics, and keeps every series', async () => {
    const exposition = createExposition({ cardinality: { dropLabels: ['queue', 'api'] } });
    exposition.publish(snapshot('acme', queues(3)));
    await exposition.settled();
    const text = page(exposition, 'text');
    expect(text).toContain('waiting_interactions{tenant="acme",queue_id="q2",media="voice"} 2\n');
    expect(text).toContain('contact_center_tenant_info{tenant="acme",platform="genesys"} 1\n');
    expect(samplesOf(text, 'text').size).toBe(exposition.series);
    expect(page(exposition, 'text', 'gzip')).toBe(text);
  });

  it('keeps the queue of interaction analytics, where only its name identifies the series', async () => {
    const exposition = createExposition({ cardinality: { dropLabels: ['queue'] } });
    const group = (by: object, handle_time: number) => ({
      channel: 'voice',
      by,
      figures: { handle_time },
      kpis: {},
    });
    exposition.publish(
      snapshot('acme', queues(1), {
        analytics: [
          { channel: 'voice', figures: { handle_time: 1 }, kpis: {} },
          group({ queue: 'Sales' }, 2),
          group({ queue: 'Support' }, 3),
          group({ skill: 'German' }, 4),
          group({ queue: 'Sales', campaign: 'Spring' }, 5),
        ],
        analyticsGroupsDropped: 6,
      }),
    );
    await exposition.settled();
    const text = page(exposition, 'text');
    expect(text.split('\n').filter((line) => /^contact_center_analytics/.test(line))).toEqual([
      'contact_center_analytics_handle_seconds{tenant="acme",channel="voice"} 1',
      'contact_center_analytics_handle_seconds{tenant="acme",channel="voice",queue="Sales"} 2',
      'contact_center_analytics_handle_seconds{tenant="acme",channel="voice",queue="Support"} 3',
      'contact_center_analytics_handle_seconds{tenant="acme",channel="voice",skill="German"} 4',
      'contact_center_analytics_handle_seconds{tenant="acme",channel="voice",queue="Sales",campaign="Spring"} 5',
      'contact_center_analytics_groups_dropped{tenant="acme"} 6',
    ]);
    expect(page(exposition, 'text', 'gzip')).toBe(text);
    exposition.close();
  });

  it.each(['queue_id', 'media', 'tenant', 'state', 'no_such_label'])('rejects dropping %s', (label) => {
    expect(() => createExposition({ cardinality: { dropLabels: [label] } })).toThrow(IdentifyingLabelError);
    expect(() => createExposition({ cardinality: { dropLabels: [label] } })).toThrow(
      `Label ${label} cannot be dropped`,
    );
  });
});

describe('a limit of series', () => {
  it('withholds the queues of a tenant above the limit, reports that, and shows them again below it', async () => {
    const errors: ExpositionError[] = [];
    const processMetrics = createProcessMetrics();
    const exposition = createExposition({
      processMetrics,
      cardinality: { maxSeriesPerTenant: 20 },
      onError: (error) => errors.push(error),
    });
    const limited = (tenant: string) =>
      new RegExp(`series_limited\\{tenant="${tenant}"\\} (\\d)`).exec(page(exposition, 'text'))?.[1];

    exposition.publish(snapshot('big', queues(6)));
    exposition.publish(snapshot('small', queues(3)));
    await exposition.settled();
    expect(page(exposition, 'text')).not.toContain('tenant="big",queue_id');
    expect(page(exposition, 'text')).toContain('contact_center_tenant_info{tenant="big"');
    expect(page(exposition, 'text')).toContain('tenant="small",queue_id="q2"');
    expect([limited('big'), limited('small')]).toEqual(['1', '0']);
    expect(errors.map(({ code, tenant, message }) => [code, tenant, message])).toEqual([
      [
        'series_limit',
        'big',
        'Tenant big has more than 20 series: its queue metrics are withheld. ' +
          'Raise the limit, drop metric families, or select fewer queues.',
      ],
    ]);

    // Said once, not at every poll.
    exposition.publish(snapshot('big', queues(7)));
    await exposition.settled();
    expect(errors).toHaveLength(1);

    exposition.publish(snapshot('big', queues(2)));
    await exposition.settled();
    expect(page(exposition, 'text')).toContain('tenant="big",queue_id="q1"');
    expect(limited('big')).toBe('0');
    exposition.close();
  });
});

describe('a change of the limits', () => {
  it('renders every tenant again without a new snapshot', async () => {
    const processMetrics = createProcessMetrics();
    const exposition = createExposition({
      processMetrics,
      cardinality: { maxSeriesPerTenant: 5 },
      onError: () => {},
    });
    exposition.publish(snapshot('acme', queues(4)));
    await exposition.settled();
    exposition.publish(snapshot('globex', queues(1)));
    exposition.configure({ dropLabels: ['queue'], dropFamilies: ['*_service_level_*'] });
    await exposition.settled();
    const text = page(exposition, 'text');
    expect(text).toContain('waiting_interactions{tenant="acme",queue_id="q3",media="voice"} 3\n');
    expect(text).toContain('waiting_interactions{tenant="globex",queue_id="q0",media="voice"} 0\n');
    expect(text).not.toMatch(/queue="|service_level|series_limited\{/);
    expect(() => exposition.configure({ dropLabels: ['media'] })).toThrow(IdentifyingLabelError);
    expect(page(exposition, 'text')).toBe(text);

    exposition.configure({});
    await exposition.settled();
    expect(page(exposition, 'text')).toContain('queue_id="q3",queue="Queue 3",media="voice"} 3\n');
    expect(page(exposition, 'text')).toContain('service_level_target_ratio{tenant="globex"');
    exposition.close();
  });
});
