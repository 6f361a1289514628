import type { Plan, PlanInterval } from '../domain/index.ts';
import {
  type AgentProfile,
  type ContactCentreOptions,
  expectedContacts,
  expectedPresence,
} from './engine/index.ts';
import { multiplier } from './engine/load/distribution.ts';
import { createRandom } from './engine/load/random.ts';
import { presetCentre } from './presets/index.ts';

export interface SimulatedPlanOptions {
  readonly preset: string;
  readonly seed: number;
  /** Unix seconds of the first interval. */
  readonly startAt: number;
  readonly durationSeconds: number;
  readonly intervalSeconds: number;
  /** Standard deviation of the relative error of each interval's agents and contacts. */
  readonly error: number;
}

/**
 * The plan that a simulated centre believes in: shifts, breaks and usual absence, and the usual course of arrivals. It does
 * not know surges, staff drops, who is late, nor how busy a day or an hour turns out.
 * @throws RangeError for an unknown preset, or an interval that is not positive.
 */
export function simulatedPlan(options: SimulatedPlanOptions): Plan {
  const { preset, seed, startAt, durationSeconds, intervalSeconds, error } = options;
  if (!(intervalSeconds > 0)) throw new RangeError('the interval of a plan must be positive');
  const centre: Omit<ContactCentreOptions, 'startAt'> = presetCentre(preset, seed);
  const { utcOffsetSeconds = 0 } = centre;
  const count = Math.ceil(durationSeconds / intervalSeconds);
  return centre.queues.map(({ id, arrivals }) => {
    const serving = centre.agents.filter(({ queueIds }) => queueIds.includes(id));
    const random = createRandom(seed, id, 'plan');
    const wrong = () => multiplier(error, random);
    const intervals = Array.from({ length: count }, (_, index): PlanInterval => {
      const start = startAt + index * intervalSeconds;
      const local = start + utcOffsetSeconds;
      return {
        start,
        end: start + intervalSeconds,
        agents: wrong() * agentsPresent(serving, local, intervalSeconds),
        contacts: wrong() * expectedContacts(arrivals, local, intervalSeconds),
      };
    });
    return { queue: id, intervals };
  });
}

function agentsPresent(agents: readonly AgentProfile[], localTime: number, seconds: number): number {
  return agents.reduce((sum, agent) => sum + expectedPresence(agent, localTime, seconds), 0);
}
