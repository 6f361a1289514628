import type { Simulator } from '../../../src/simulator/server.ts';
import { traceRows } from '../../../src/simulator/trace.ts';

/** What the simulated contact centres went through, to be compared with what exporters show. */

/** Between requests, which are noted anyway. */
const SAMPLE_MS = 1_000;

export interface Truth {
  /** Values of a queue's figure in a period of real time, Unix seconds. */
  valuesIn(series: string, from: number, to: number): ReadonlySet<number>;
  stop(): void;
}

export const waitingKey = (tenant: string, queue: string) => `waiting ${tenant} ${queue}`;
export const offeredKey = (tenant: string, queue: string) => `offered ${tenant} ${queue}`;

interface Change {
  /** It happened after the sample before, and not after this one. */
  readonly after: number;
  readonly at: number;
  readonly value: number;
}

export function watchTruth(simulator: Simulator): Truth {
  const changes = new Map<string, Change[]>();
  let sampledAt = 0;
  const note = (key: string, at: number, value: number) => {
    const known = changes.get(key) ?? [];
    if (known.at(-1)?.value !== value) known.push({ after: sampledAt, at, value });
    changes.set(key, known);
  };
  // Every response is of a state that is noted here, and every state that lasts.
  for (const tenant of simulator.tenants) {
    const centre = tenant.centre();
    const advanceTo = centre.advanceTo.bind(centre);
    const noted = (time: number) => {
      advanceTo(time);
      const at = Date.now() / 1000;
      for (const { queue, waiting, offered } of traceRows(centre, tenant.name)) {
        note(waitingKey(tenant.name, queue), at, waiting);
        note(offeredKey(tenant.name, queue), at, offered);
      }
    };
    Object.assign(centre, { advanceTo: noted });
  }
  const sample = () => {
    for (const tenant of simulator.tenants) tenant.centre();
    sampledAt = Date.now() / 1000;
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    valuesIn: (key, from, to) => {
      const known = changes.get(key) ?? [];
      const values = known.filter(({ after }, index) => after <= to && (known[index + 1]?.at ?? to) >= from);
      return new Set(values.map(({ value }) => value));
    },
    stop: () => clearInterval(timer),
  };
}
