import { simulateTrace } from '../../../src/simulator/index.ts';
import type { GeneratedRow } from './call-centre.ts';

/** The simulator's call centres for research, independent of {@link FAMILIES} and with other distributions. */
export const SIMULATED = [
  'steady',
  'surge',
  'staff_drop',
  'shift_change',
  'heavy_tailed',
  'small_queues',
  'overdispersed',
  'working_week',
] as const;

/** A Monday, 07:00 UTC. */
const MORNING = Date.UTC(2026, 0, 5, 7) / 1000;
const DAY = 86_400;
const HOURS = 12;

/** The queues of one simulated centre over twelve hours, on a weekday that depends on the seed. */
export function simulatedQueues(
  preset: (typeof SIMULATED)[number],
  seed: number,
): readonly (readonly GeneratedRow[])[] {
  const queues = new Map<string, GeneratedRow[]>();
  const trace = simulateTrace({
    preset,
    seed,
    startAt: MORNING + (seed % 5) * DAY,
    durationSeconds: HOURS * 3600,
    intervalSeconds: 15,
  });
  for (const { time, queueId, agents, ...row } of trace) {
    const rows = queues.get(queueId) ?? [];
    queues.set(queueId, rows);
    rows.push({ ...row, at: Date.parse(time) / 1000, available: agents.available, busy: agents.busy });
  }
  return [...queues.values()];
}
