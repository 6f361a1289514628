import { BLUE, GREY, rate, timeSeries } from '../kit/index.ts';
import { HERE, ofProcess } from './scope.ts';

/** The process itself. */

export const memory = timeSeries({
  title: 'Memory',
  description: 'Resident memory and JavaScript heap of each exporter.',
  unit: 'bytes',
  queries: [
    { expr: ofProcess('process_resident_memory_bytes'), legend: '{{instance}}, resident' },
    { expr: ofProcess('nodejs_heap_size_used_bytes'), legend: '{{instance}}, heap in use' },
  ],
});

export const cpu = timeSeries({
  title: 'Processor',
  description: 'Processor time used by each exporter; 100 % is one core.',
  unit: 'percentunit',
  queries: [
    { expr: `max by (instance) (${rate(`process_cpu_seconds_total{${HERE}}`)})`, legend: '{{instance}}' },
  ],
});

export const eventLoop = timeSeries({
  title: 'Event loop: delay',
  description:
    'How late the process comes to what is due, 99th percentile. Beyond a tenth of a second, scrapes get slow.',
  unit: 's',
  queries: [{ expr: ofProcess('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' }],
});

export const scrape = timeSeries({
  title: 'Scrapes',
  description: 'How long a scrape takes, as Prometheus measures it, and how many series are exposed.',
  unit: 's',
  queries: [
    { expr: `max(scrape_duration_seconds{${HERE}})`, legend: 'Duration' },
    { expr: `max(contact_center_exporter_series{${HERE}})`, legend: 'Series' },
  ],
  looks: { Duration: { colour: BLUE }, Series: { colour: GREY, rightAxisUnit: 'short' } },
});
