import { startScript } from './child.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { type Spread, spread } from './statistics.ts';

/** What one poll of the queues costs, from the bytes on the wire to the snapshot, by API. */

export interface PollResult {
  readonly api: string;
  readonly queues: number;
  /** Microseconds of processor time a queue. */
  readonly cpuUsPerQueue: Spread;
}

const APIS = ['v2', 'acd', 'details', 'observations'];
const QUEUES = 4000;
const POLLS = 15;
/** The first polls sign in, list the queues, and compile. */
const WARM_UP_POLLS = 5;

export async function benchPolls(): Promise<readonly PollResult[]> {
  await using running = new AsyncDisposableStack();
  const simulator = startScript('contestants/simulator.ts', [QUEUES, 'still', 0, ...APIS]);
  running.defer(simulator.stop);
  const tenants = await simulator.answer<object[]>();
  const poller = startScript('contestants/poller.ts', [JSON.stringify(tenants)], NODE_FLAGS);
  running.defer(poller.stop);
  await poller.answer();
  const samples = new Map<string, number[]>(APIS.map((api) => [api, []]));
  const counts = new Map<string, number>();
  for (let poll = 0; poll < WARM_UP_POLLS + POLLS; poll += 1) {
    for (const api of APIS) {
      const { queues, cpuUs } = await poller.ask<{ queues: number; cpuUs: number }>({ api });
      if (poll >= WARM_UP_POLLS) samples.get(api)?.push(cpuUs / queues);
      counts.set(api, queues);
    }
  }
  return APIS.map((api) => ({
    api,
    queues: counts.get(api) ?? 0,
    cpuUsPerQueue: spread(samples.get(api) ?? []),
  }));
}
