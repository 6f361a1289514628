import { BLUE, GREY, ORANGE, RATIO, SKY, timeSeries } from '../kit/index.ts';
import { JUDGED, last, recorded, TARGET } from './scope.ts';

/** Service level against its target. */

export const serviceLevel = timeSeries({
  title: 'Service level and target',
  description:
    'Over the rolling window, over an hour, and as the platform reports it for a period that only it knows. Below the dashed line the queue misses its target.',
  unit: RATIO,
  noValue: 'No contacts, or not reported',
  axisFrom: 0.7,
  max: 1,
  queries: [
    { expr: JUDGED, legend: 'Rolling window' },
    { expr: recorded('service_level:ratio1h'), legend: 'Last hour' },
    { expr: last('service_level_ratio', ',window="platform"'), legend: 'Reported by platform' },
    { expr: TARGET, legend: 'Target' },
  ],
  looks: {
    'Rolling window': { colour: BLUE },
    'Last hour': { colour: SKY },
    'Reported by platform': { colour: GREY },
    Target: { colour: ORANGE, dashed: true },
  },
});
