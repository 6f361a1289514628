import { dirname, resolve } from 'node:path';
import { configFiles } from './config-files.ts';
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
import { joinSources } from './yaml/join-sources.ts';
import { readYaml, type YamlSource } from './yaml/source.ts';

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

/** Loads a file, or the files of a folder as one configuration. @throws ConfigError with everything that is wrong. */
export async function loadConfig(path: string, options: LoadOptions): Promise<Config> {
  const files = await configFiles(path);
  const { platforms, env } = options;
  const sources = files.map(async (file) => readYaml(await readTextFile(file), file, env));
  const directory = dirname(resolve(files[0] ?? path));
  const config = configOf(joinSources(await Promise.all(sources)), { ...options, directory });
  return {
    ...config,
    tenants: await withDesiredStates(config.tenants, config.desired_state, { directory, platforms, env }),
  };
}

/** @throws ConfigError with everything that is wrong. */
export function parseConfig(text: string, { file, ...options }: ParseOptions): Config {
  return configOf(readYaml(text, file, options.env), { ...options, directory: dirname(resolve(file)) });
}

function configOf(
  source: YamlSource,
  options: Omit<ParseOptions, 'file'> & { readonly directory: string },
): Config {
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
    directory: options.directory,
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
