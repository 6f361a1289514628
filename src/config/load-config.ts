import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ProxyVariableError, readProxies } from '../vendor-http/index.ts';
import { withDesiredStates } from './sections/desired-state.ts';
import { pollingProblems } from './sections/polling.ts';
import { type Config, fileSchema } from './sections/schema.ts';
import {
  completeTenant,
  type PlatformDescription,
  type TenantConfig,
  tenantForms,
} from './sections/tenant.ts';
import { ConfigError, type ConfigPath, type ConfigProblem } from './validation/config-error.ts';
import type { Environment } from './validation/environment.ts';
import { type InspectFile, inspectFile, resolveFileReferences } from './validation/file-references.ts';
import { readTextFile } from './validation/text-file.ts';
import { isMapping } from './validation/unknown-keys.ts';
import { createValidator, type Validator } from './validation/validate.ts';
import { readYaml } from './yaml/source.ts';

export interface ParseOptions {
  /** Name of the file in messages; its folder is where relative paths start. */
  readonly file: string;
  readonly platforms: readonly PlatformDescription[];
  readonly env: Environment;
  /** How files that the configuration names are looked at. */
  readonly inspectFile?: InspectFile;
}

/** @throws ConfigError with everything that is wrong. */
export async function loadConfig(
  file: string,
  platforms: readonly PlatformDescription[],
  env: Environment,
): Promise<Config> {
  const config = parseConfig(await readTextFile(file), { file, platforms, env });
  const options = { directory: dirname(resolve(file)), platforms, env };
  return { ...config, tenants: await withDesiredStates(config.tenants, config.desired_state, options) };
}

/** @throws ConfigError with everything that is wrong. */
export function parseConfig(text: string, options: ParseOptions): Config {
  const source = readYaml(text, options.file, options.env);
  const validator = createValidator(source);
  if (source.value === undefined) throw new ConfigError(validator.problems());
  if (!isMapping(source.value)) {
    validator.report(
      [],
      source.value === null
        ? 'is empty; begin with "tenants:"'
        : 'must be a mapping of keys; begin with "tenants:"',
    );
    throw new ConfigError(validator.problems());
  }
  const fileProblems: (readonly [ConfigPath, string])[] = [];
  const value = resolveFileReferences(source.value, {
    directory: dirname(resolve(options.file)),
    inspectFile: options.inspectFile ?? inspectFile,
    report: (path, message) => fileProblems.push([path, message]),
  });
  const config = readFileValue(value, validator, options.platforms);
  // Told last: of a key that should not be there at all, it is of no interest which file it names.
  for (const [path, message] of fileProblems) validator.report(path, message);
  const problems = [...validator.problems(), ...proxyProblems(options.env)];
  if (problems.length > 0 || config === undefined) throw new ConfigError(problems);
  return config;
}

/** The tenants are reached through the proxy that the environment names. */
function proxyProblems(env: Environment): readonly ConfigProblem[] {
  try {
    readProxies(env);
    return [];
  } catch (error) {
    if (!(error instanceof ProxyVariableError)) throw error;
    return [{ file: 'environment', path: error.variable, message: error.problem }];
  }
}

function readFileValue(
  value: unknown,
  validator: Validator,
  platforms: readonly PlatformDescription[],
): Config | undefined {
  validator.refuseUnknownKeys(fileSchema, value, []);
  const parsed = validator.parse(fileSchema, value, []);
  const written = isMapping(value) && Array.isArray(value.tenants) ? value.tenants : [];
  // Every tenant is judged even when a section above is wrong, so that all problems are told at once.
  const formOf = tenantForms(platforms);
  const finishers = written.map((tenant, index) => readTenant(tenant, index, validator, formOf));
  refuseRepeatedNames(written, validator);
  if (!parsed) return undefined;
  const { tenants: _, ...defaults } = parsed;
  return { ...defaults, tenants: finishers.flatMap((finish) => finish?.(defaults) ?? []) };
}

type Defaults = Parameters<typeof completeTenant>[3];

/** Judges one tenant; the result waits for the defaults. */
function readTenant(
  value: unknown,
  index: number,
  validator: Validator,
  formOf: ReturnType<typeof tenantForms>,
): ((defaults: Defaults) => TenantConfig) | undefined {
  const path = ['tenants', index];
  if (!isMapping(value)) {
    validator.parse(z.object({}), value, path);
    return undefined;
  }
  const { platform, common, keys } = formOf(value);
  validator.refuseUnknownKeys(keys, value, path);
  const tenant = validator.parse(common, value, path);
  const isCommon = (key: string) => Object.hasOwn(common.shape, key);
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !isCommon(key)));
  if (platform) validator.parse(platform.settings, own, path);
  if (!tenant || !platform) return undefined;
  return (defaults) => {
    const complete = completeTenant(tenant, platform, own, defaults);
    for (const problem of pollingProblems(complete.polling))
      validator.report([...path, 'polling', ...problem.path], problem.message);
    return complete;
  };
}

function refuseRepeatedNames(tenants: readonly unknown[], validator: Validator): void {
  const firstOf = new Map<string, number>();
  for (const [index, tenant] of tenants.entries()) {
    const name = isMapping(tenant) ? tenant.name : undefined;
    if (typeof name !== 'string') continue;
    const first = firstOf.get(name);
    if (first === undefined) firstOf.set(name, index);
    else
      validator.report(['tenants', index, 'name'], `is the name of tenants[${first}] too; give each its own`);
  }
}
