import { type Config, type ConfigProblem, type Environment, loadConfig } from '../config/index.ts';
import type { Platform } from '../platforms/index.ts';
import { ProxyVariableError, readProxies } from '../vendor-http/index.ts';

/**
 * Loads a configuration file and checks the environment's proxy variables, which apply to every tenant.
 * @throws ConfigError with everything that is wrong.
 */
export function loadExporterConfig(
  file: string,
  platforms: readonly Platform[],
  env: Environment,
): Promise<Config> {
  return loadConfig(file, { platforms, env, environmentProblems: proxyProblems(env) });
}

function proxyProblems(env: Environment): readonly ConfigProblem[] {
  try {
    readProxies(env);
    return [];
  } catch (error) {
    if (!(error instanceof ProxyVariableError)) throw error;
    return [{ file: 'environment', path: error.variable, message: error.problem }];
  }
}
