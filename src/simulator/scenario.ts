import { z } from 'zod';
import { defined } from '../domain/index.ts';
import type { Disturbance } from './engine/index.ts';

/** Scenarios of a tenant, set at the start or while the simulator runs. */

export const scenarioSchema = z.discriminatedUnion('scenario', [
  z.strictObject({ scenario: z.literal('steady') }),
  z.strictObject({
    scenario: z.literal('surge'),
    /** Id or name of the affected queue; absent: all queues. */
    queue: z.string().optional(),
    /** Multiplier of the arrival rate. */
    factor: z.number().min(0).default(2.5),
    rampSeconds: z.number().min(0).default(120),
    /** Time at full strength, virtual seconds; absent: until another scenario is set. */
    holdSeconds: z.number().min(0).optional(),
  }),
  z.strictObject({
    scenario: z.literal('staff_shortage'),
    queue: z.string().optional(),
    /** Share of the agents who leave. */
    share: z.number().min(0).max(1).default(0.5),
    rampSeconds: z.number().min(0).default(60),
    holdSeconds: z.number().min(0).optional(),
  }),
  z.strictObject({
    scenario: z.literal('platform_outage'),
    /** `html`: 503 with an HTML page, while health endpoints report the outage; `drop`: connections are reset. */
    mode: z.enum(['html', 'drop']).default('html'),
  }),
  z.strictObject({
    scenario: z.literal('rate_limited'),
    requestsPerMinute: z.int().min(0).default(10),
  }),
]);
export type Scenario = Readonly<z.infer<typeof scenarioSchema>>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

export const STEADY: Scenario = { scenario: 'steady' };

/** Disturbance of the contact centre that a scenario causes; undefined when the scenario affects the platform only. */
export function disturbanceOf(scenario: Scenario, queueId: string | undefined): Disturbance | undefined {
  if (scenario.scenario === 'surge') {
    const { factor, rampSeconds, holdSeconds } = scenario;
    return defined({ kind: 'surge', factor, rampSeconds, holdSeconds, queueId });
  }
  if (scenario.scenario === 'staff_shortage') {
    const { share, rampSeconds, holdSeconds } = scenario;
    return defined({ kind: 'staff_drop', share, rampSeconds, holdSeconds, queueId });
  }
  return undefined;
}
