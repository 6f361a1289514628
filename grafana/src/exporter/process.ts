import { BLUE, COUNT, GREY, LATENCY, RATIO, rate, timeSeries } from '../kit/index.ts';
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
  title: 'CPU',
  description: 'CPU time used by each exporter; 100 % is one core.',
  unit: RATIO,
  queries: [
    { expr: `max by (instance) (${rate(`process_cpu_seconds_total{${HERE}}`)})`, legend: '{{instance}}' },
  ],
});

export const eventLoop = timeSeries({
  title: 'Event loop delay, 99th percentile',
  description:
    'How long the process takes to get to what is due. The timer that measures it runs every 10 ms, which are included: an idle process shows about 10 ms. Beyond a tenth of a second, scrapes get slow.',
  unit: LATENCY,
  queries: [{ expr: ofProcess('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' }],
});

export const scrape = timeSeries({
  title: 'Scrapes',
  description: 'How long a scrape takes, as Prometheus measures it, and how many series are exposed.',
  unit: LATENCY,
  queries: [
    { expr: `max(scrape_duration_seconds{${HERE}})`, legend: 'Duration' },
    { expr: `max(contact_center_exporter_series{${HERE}})`, legend: 'Series' },
  ],
  looks: { Duration: { colour: BLUE }, Series: { colour: GREY, rightAxisUnit: COUNT } },
});
