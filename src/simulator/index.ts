/**
 * The simulator: contact centres with realistic behaviour, behind their vendors' HTTP APIs.
 *
 * - `engine/`: one contact centre as a discrete-event simulation. Deterministic by seed; the only source of truth.
 * - `faces/`: what a vendor's API makes of it. A new API is a folder here and a line in `faces/index.ts`.
 * - `http/`: what all faces share: sign-in, tokens, rate limits, faults, pages.
 * - `presets/`: ready-made contact centres, for the demonstration and for research into predictions.
 * - `server.ts`: tenants on ports of their own, and the simulator's own interface (`admin-app.ts`).
 *
 * Time: virtual time = start + factor x (real time - real start). Every time stamp in the engine and in the APIs is
 * virtual; with factor 1 that is real time. Tokens, rate limits and `Retry-After` live in real time.
 */

export * from './engine/index.ts';
export { exporterConfig } from './exporter-config.ts';
export type { Fault } from './http/fault.ts';
export { PRESETS, presetCentre } from './presets/index.ts';
export type { Scenario, ScenarioInput } from './scenario.ts';
export {
  DEMO_TENANTS,
  type SimulatedTenant,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  type TenantOptions,
} from './server.ts';
export { simulateTrace, type TraceOptions, type TraceRow, traceRows } from './trace.ts';
