export { exporterConfig } from './exporter-config.ts';
export { simulatedPlan } from './plan.ts';
export { PRESETS } from './presets/index.ts';
export { startSimulator } from './server.ts';
export { simulateTrace } from './trace.ts';
export { DEMO_TENANTS, VENDOR_APIS } from './vendor-apis/index.ts';
