export { exporterConfig } from './exporter-config.ts';
export { PRESETS } from './presets/index.ts';
export { DEMO_TENANTS, startSimulator } from './server.ts';
export { simulateTrace } from './trace.ts';
