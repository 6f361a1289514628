import { BLUE, GREY, ORANGE, SKY, timeSeries } from '../kit/index.ts';
import { JUDGED, last, recorded, TARGET } from './scope.ts';

/** Service level against its target, and what was predicted of it. */

export const serviceLevel = timeSeries({
  title: 'Service level and target',
  description:
    'Over the rolling window, over an hour, and as the platform gives it for a time that only it knows. Below the dashed line the queue misses its target.',
  unit: 'percentunit',
  noValue: 'No contacts',
  max: 1,
  queries: [
    { expr: JUDGED, legend: 'Rolling' },
    { expr: recorded('service_level:ratio1h'), legend: 'An hour' },
    { expr: last('service_level_ratio', ',window="platform"'), legend: 'Told by the platform' },
    { expr: TARGET, legend: 'Target' },
  ],
  looks: {
    Rolling: { colour: BLUE },
    'An hour': { colour: SKY },
    'Told by the platform': { colour: GREY },
    Target: { colour: ORANGE, dashed: true },
  },
});
