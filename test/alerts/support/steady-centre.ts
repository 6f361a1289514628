import { presetCentre } from '../../../src/simulator/presets/index.ts';

/** Four queues of a dozen to a hundred agents, offered this share of the contacts that they are staffed for. */
export function steadyCentre(load: number): ReturnType<typeof presetCentre> {
  const sketch = presetCentre('steady', 1);
  const queues = sketch.queues.map((queue) => ({
    ...queue,
    arrivals: { ...queue.arrivals, perHour: load * queue.arrivals.perHour },
  }));
  return { ...sketch, queues };
}
