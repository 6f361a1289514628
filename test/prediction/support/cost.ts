import { createPredictor, type QueueObservation } from '../../../src/prediction/index.ts';
import type { Predictor } from '../../../src/prediction/predictor.ts';
import { observationOf, POLICY } from './evaluated-rows.ts';
import { simulatedQueues } from './simulated.ts';

/**
 * CPU time of one poll of 4,000 queues: `node test/prediction/support/cost.ts`. First all of them are simulated queues
 * close to a breach; then nine in ten are quiet, with spare agents and a contact a minute.
 */

const QUEUES = 4000;
const POLL_SECONDS = 15;
/** Polls before the measured ones, so that a queue has a past and the code is compiled. */
const WARM_POLLS = 12;
const MEASURED_POLLS = 4;

const busyQueues = [...simulatedQueues('steady', 7001), ...simulatedQueues('small_queues', 7001)];

function risky(queue: number, poll: number): QueueObservation {
  const rows = busyQueues[queue % busyQueues.length]!;
  const first = (queue * 37) % (rows.length - WARM_POLLS - MEASURED_POLLS);
  return { ...observationOf(rows[first + poll]!), queueId: String(queue), at: poll * POLL_SECONDS };
}

function quiet(queue: number, poll: number): QueueObservation {
  const contacts = Math.floor((poll * POLL_SECONDS + queue) / 60);
  return {
    tenant: 'quiet',
    queueId: String(queue),
    at: poll * POLL_SECONDS,
    waiting: 0,
    agents: { available: 8, busy: 3 },
    totals: {
      offered: contacts,
      answered: contacts,
      answeredWithinThreshold: contacts,
      abandoned: 0,
      handleSeconds: 180 * contacts,
    },
    policy: POLICY,
  };
}

function playPolls(
  predictor: Predictor,
  from: number,
  to: number,
  isQuiet: (queue: number) => boolean,
): void {
  for (let poll = from; poll < to; poll++) {
    for (let queue = 0; queue < QUEUES; queue++) {
      predictor.observe(isQuiet(queue) ? quiet(queue, poll) : risky(queue, poll));
    }
  }
}

function measure(title: string, isQuiet: (queue: number) => boolean): void {
  const predictor = createPredictor();
  playPolls(predictor, 0, WARM_POLLS, isQuiet);
  const before = process.cpuUsage();
  playPolls(predictor, WARM_POLLS, WARM_POLLS + MEASURED_POLLS, isQuiet);
  const { user } = process.cpuUsage(before);
  process.stdout.write(`${title}: ${(user / MEASURED_POLLS / 1000).toFixed(0)} ms of CPU per poll\n`);
}

measure('all close to a breach', () => false);
measure('nine in ten quiet', (queue) => queue % 10 !== 0);
