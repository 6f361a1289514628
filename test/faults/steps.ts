import { createRandom } from '../../src/simulator/engine/load/random.ts';
import { FAULTS } from './faults.ts';
import type { Step } from './run.ts';

/** Which faults follow each other. */

const NAMES = Object.keys(FAULTS);
/** For `npm test`: a fault of its own for each API at the same time, one of them past its staleness, then some for all. */
export const SHORT: readonly Step[] = [
  [
    { fault: 'truncation', tenant: 0, replica: 0, seconds: 4 },
    { fault: 'rows that contradict each other', tenant: 1, replica: 0, seconds: 5 },
    { fault: 'rate limited', tenant: 2, replica: 0, seconds: 3 },
    { fault: 'a host name stops resolving', tenant: 3, replica: 0, seconds: 11 },
  ],
  [
    { fault: 'a reload without a change', tenant: 0, replica: 0, seconds: 2 },
    { fault: 'a scrape storm', tenant: 0, replica: 0, seconds: 2 },
    { fault: 'the clock jumps an hour forwards', tenant: 0, replica: 1, seconds: 3 },
    { fault: 'Redis hangs', tenant: 0, replica: 0, seconds: 4 },
  ],
];

const TENANTS_AND_REPLICAS = 10;
const NAMED_SECONDS = 6;

/** These faults alone, in this order. */
export function* namedSteps(names: readonly string[]): Generator<Step, void> {
  for (const [index, fault] of names.entries())
    yield [{ fault, tenant: index, replica: index, seconds: NAMED_SECONDS }];
}

/** Every fault alone, in a random order, then combinations of up to three for ever. */
export function* randomSteps(seed: number): Generator<Step, never> {
  const draw = createRandom(seed, 'steps');
  const shuffled = NAMES.map((fault) => [draw(), fault] as const).sort(([a], [b]) => a - b);
  const one = (fault: string) => ({
    fault,
    tenant: Math.floor(draw() * TENANTS_AND_REPLICAS),
    replica: Math.floor(draw() * TENANTS_AND_REPLICAS),
    seconds: 2 + 5 * draw(),
  });
  for (const [, fault] of shuffled) yield [one(fault)];
  for (;;) {
    const count = 1 + Math.floor(3 * draw());
    yield Array.from({ length: count }, () => one(NAMES[Math.floor(draw() * NAMES.length)] ?? ''));
  }
}
