import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { withDesiredStates } from './sections/desired-state.ts';
import { pollingProblems } from './sections/polling.ts';
import { type Config, fileSchema } from './sections/schema.ts';
import {
  completeTenant,
  type PlatformDescription,
  type TenantConfig,
  tenantSchemas,
} from './sections/tenant.ts';
import { ConfigError, type ConfigPath, type ConfigProblem } from './validation/config-error.ts';
import type { Environment } from './validation/environment.ts';
import { type InspectFile, inspectFile, resolveFileReferences } from './validation/file-references.ts';
import { readTextFile } from './validation/text-file.ts';
import { isMapping } from './validation/unknown-keys.ts';
import { createValidator, type Validator } from './validation/validate.ts';
import { readYaml } from './yaml/source.ts';

export interface LoadOptions {
  readonly platforms: readonly PlatformDescription[];
  readonly env: Environment;
  /** Problems of the environment that the file's own are reported with. */
  readonly environmentProblems?: readonly ConfigProblem[];
}

export interface ParseOptions extends LoadOptions {
  /** Name of the file in messages; relative paths start at its folder. */
  readonly file: string;
  /** Checks the files that the configuration names. */
  readonly inspectFile?: InspectFile;
}

/** @throws ConfigError with everything that is wrong. */
export async function loadConfig(file: string, options: LoadOptions): Promise<Config> {
  const config = parseConfig(await readTextFile(file), { ...options, file });
  const { platforms, env } = options;
  const directory = dirname(resolve(file));
  return {
    ...config,
    tenants: await withDesiredStates(config.tenants, config.desired_state, { directory, platforms, env }),
  };
}

/** @throws ConfigError with everything that is wrong. */
export function parseConfig(text: string, options: ParseOptions): Config {
  const source = readYaml(text, options.file, options.env);
  const validator = createValidator(source);
  if (source.value === undefined) throw new ConfigError(validator.problems());
  if (!isMapping(source.value)) {
    validator.report(
      [],
      source.value === null ? 'is empty; start with "tenants:"' : 'must be a mapping; start with "tenants:"',
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
  // Reported last: the file of an unknown key does not matter.
  for (const [path, message] of fileProblems) validator.report(path, message);
  const problems = [...validator.problems(), ...(options.environmentProblems ?? [])];
  if (problems.length > 0 || config === undefined) throw new ConfigError(problems);
  return config;
}

function readFileValue(
  value: unknown,
  validator: Validator,
  platforms: readonly PlatformDescription[],
): Config | undefined {
  validator.refuseUnknownKeys(fileSchema, value, []);
  const parsed = validator.parse(fileSchema, value, []);
  const written = isMapping(value) && Array.isArray(value.tenants) ? value.tenants : [];
  // Tenants are validated even when a section above is invalid, so that all problems are reported at once.
  const schemasOf = tenantSchemas(platforms);
  const finishers = written.map((tenant, index) => readTenant(tenant, index, validator, schemasOf));
  refuseRepeatedNames(written, validator);
  if (!parsed) return undefined;
  const { tenants: _, ...defaults } = parsed;
  return { ...defaults, tenants: finishers.flatMap((finish) => finish?.(defaults) ?? []) };
}

type Defaults = Parameters<typeof completeTenant>[3];

/** Validates one tenant. @returns a function that completes it with the defaults. */
function readTenant(
  value: unknown,
  index: number,
  validator: Validator,
  schemasOf: ReturnType<typeof tenantSchemas>,
): ((defaults: Defaults) => TenantConfig) | undefined {
  const path = ['tenants', index];
  if (!isMapping(value)) {
    validator.parse(z.object({}), value, path);
    return undefined;
  }
  const { platform, common, keys } = schemasOf(value);
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
      validator.report(
        ['tenants', index, 'name'],
        `is also the name of tenants[${first}]; give each tenant its own name`,
      );
  }
}
