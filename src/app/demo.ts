import { type Config, parseConfig } from '../config/index.ts';
import { platforms } from '../platforms/index.ts';

/** The embedded simulator and the configuration that polls it: what runs without a configuration file. */
export interface Demo {
  readonly config: Config;
  readonly close: () => Promise<void>;
}

/** Shorter intervals than for real tenants: simulated requests cost no budget. */
const DEMO_POLLING = {
  queues: { interval: '5s', timeout: '4s' },
  aggregates: { interval: '10s', timeout: '8s' },
  agents: { interval: '10s', timeout: '8s' },
  health: { interval: '10s', timeout: '8s' },
};

export async function startDemo(): Promise<Demo> {
  // Loaded only here: an exporter of real platforms needs no simulator.
  const { exporterConfig, startSimulator } = await import('../simulator/index.ts');
  const simulator = await startSimulator();
  const text = exporterConfig(simulator.tenants, { polling: DEMO_POLLING });
  return {
    config: parseConfig(text, { file: 'embedded simulator', platforms, env: {} }),
    close: simulator.close,
  };
}
