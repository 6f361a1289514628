import { type Config, parseConfig } from '../config/index.ts';
import { platforms } from '../platforms/index.ts';
import { exporterConfig, startSimulator } from '../simulator/index.ts';

/** The embedded simulator, and the configuration that polls it: what `serve` shows without a file. */
export interface Demo {
  readonly config: Config;
  readonly close: () => Promise<void>;
}

/** Quicker than for real tenants, as nobody's request budget is spent. */
const DEMO_POLLING = {
  queues: { interval: '5s', timeout: '4s' },
  aggregates: { interval: '10s', timeout: '8s' },
  agents: { interval: '10s', timeout: '8s' },
  health: { interval: '10s', timeout: '8s' },
};

export async function startDemo(): Promise<Demo> {
  const simulator = await startSimulator();
  const text = exporterConfig(simulator.tenants, { polling: DEMO_POLLING });
  return {
    config: parseConfig(text, { file: 'embedded simulator', platforms, env: {} }),
    close: simulator.close,
  };
}
