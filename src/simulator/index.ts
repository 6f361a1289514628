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
