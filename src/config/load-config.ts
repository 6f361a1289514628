import { dirname, resolve } from 'node:path';
import { runningConfig } from './running-config.ts';
import { withDesiredStates } from './sections/desired-state.ts';
import type { Config } from './sections/schema.ts';
import type { PlatformDescription } from './sections/tenant-schema.ts';
import { validateFile } from './sections/validate-file.ts';
import { ConfigError, type ConfigPath, type ConfigProblem } from './validation/config-error.ts';
import type { Environment } from './validation/environment.ts';
import { type InspectFile, inspectFile, resolveFileReferences } from './validation/file-references.ts';
import { readTextFile } from './validation/text-file.ts';
import { isMapping } from './validation/unknown-keys.ts';
import { createValidator } from './validation/validate.ts';
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
  const parsed = validateFile(value, validator, options.platforms);
  // Reported last: the file of an unknown key does not matter.
  for (const [path, message] of fileProblems) validator.report(path, message);
  const problems = [...validator.problems(), ...(options.environmentProblems ?? [])];
  if (problems.length > 0 || parsed === undefined) throw new ConfigError(problems);
  const { referenceAt } = source;
  const { platforms } = options;
  return { ...parsed, running: runningConfig({ value, referenceAt, config: parsed, platforms }) };
}
