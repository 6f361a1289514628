import { isInShard, type Shard } from '../cluster/index.ts';
import { type Config, configFingerprint, type Environment } from '../config/index.ts';
import { platforms } from '../platforms/index.ts';
import { startDemo } from './demo.ts';
import { loadExporterConfig } from './load-config.ts';

/** Where the configuration comes from: a file, or the demo without one. */
export interface ConfigSource {
  /** Name in messages. */
  readonly name: string;
  readonly isDemo: boolean;
  /** Loads the present configuration, with the tenants of the shard alone. @throws ConfigError with everything that is wrong. */
  readonly load: () => Promise<Config>;
  /** Changes with the content of the configuration's files. */
  readonly fingerprint: () => Promise<string>;
  /** Stops the simulator of the demo. */
  readonly close: () => Promise<void>;
}

const WHOLE: Shard = { index: 0, total: 1 };

export async function openConfigSource(
  file: string | undefined,
  env: Environment,
  shard: Shard = WHOLE,
): Promise<ConfigSource> {
  const { load, ...source } = await openWholeSource(file, env);
  return { ...source, load: async () => inShard(await load(), shard) };
}

function inShard(config: Config, shard: Shard): Config {
  return { ...config, tenants: config.tenants.filter(({ name }) => isInShard(name, shard)) };
}

async function openWholeSource(file: string | undefined, env: Environment): Promise<ConfigSource> {
  if (file !== undefined)
    return {
      name: file,
      isDemo: false,
      load: () => loadExporterConfig(file, platforms, env),
      fingerprint: () => configFingerprint(file),
      close: async () => {},
    };
  const { config, close } = await startDemo();
  return {
    name: 'embedded simulator',
    isDemo: true,
    load: async () => config,
    fingerprint: async () => '',
    close,
  };
}
