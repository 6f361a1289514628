import { parseArgs } from 'node:util';
import { type Environment, suggestion } from '../../config/index.ts';
import { InvalidValueError, UsageError } from './errors.ts';
import type { FlagType } from './flag-types.ts';

/** One flag of a command: its notation, help and parser. */
export interface Flag<T = unknown> {
  readonly help: string;
  /** One-letter form, written after a single dash. */
  readonly short?: string;
  /** Absent for a flag that needs no value. */
  readonly valueName?: string;
  readonly repeatable: boolean;
  readonly required: boolean;
  /** As written on the command line. */
  readonly default?: string;
  /** Whether an empty environment variable is an error; for other flags it counts as not set. */
  readonly refusesEmpty?: boolean;
  /** Parses all values given for the flag; the list is empty without a default. */
  readonly read: (texts: readonly string[]) => T;
}

export type Flags = Readonly<Record<string, Flag>>;

/** The values of flags, by their names. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: ReturnType<F[Name]['read']> };

interface WithDefault {
  readonly help: string;
  readonly default: string;
}
interface WithoutDefault {
  readonly help: string;
}

/** A flag with a value, given at most once. */
export function flag<T>(kind: FlagType<T>, options: WithDefault): Flag<T>;
export function flag<T>(kind: FlagType<T>, options: WithoutDefault): Flag<T | undefined>;
export function flag<T>(kind: FlagType<T>, options: WithDefault | WithoutDefault): Flag<T | undefined> {
  return {
    repeatable: false,
    required: false,
    ...options,
    valueName: kind.valueName,
    read: ([text]) => (text === undefined ? undefined : kind.parse(text)),
  };
}

/** A flag that must be given. */
export function requiredFlag<T>(kind: FlagType<T>, { help }: WithoutDefault): Flag<T> {
  return {
    help,
    repeatable: false,
    required: true,
    valueName: kind.valueName,
    read: ([text = '']) => kind.parse(text),
  };
}

/** A flag that may be given more than once; from the environment, a list with commas. */
export function listFlag<T>(kind: FlagType<T>, options: WithDefault | WithoutDefault): Flag<readonly T[]> {
  return {
    required: false,
    ...options,
    repeatable: true,
    valueName: kind.valueName,
    read: (texts) => texts.map(kind.parse),
  };
}

/** A flag that is true when present: `--probe`. */
export function booleanFlag(options: WithoutDefault & { readonly short?: string }): Flag<boolean> {
  return { ...options, repeatable: false, required: false, read: ([text = 'false']) => readBoolean(text) };
}

/** A flag that is on by default and takes its value: `--web.telemetry-tenants=false`. */
export function booleanValueFlag(options: WithDefault): Flag<boolean> {
  return {
    ...options,
    valueName: 'true|false',
    repeatable: false,
    required: false,
    read: ([text = options.default]) => readBoolean(text),
  };
}

function readBoolean(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new InvalidValueError('must be true, false, 1 or 0');
}

/** `web.listen-address` is `CCE_WEB_LISTEN_ADDRESS`. */
export function environmentName(flagName: string): string {
  return `CCE_${flagName.replace(/[.-]/g, '_').toUpperCase()}`;
}

const VARIABLES = /^CCE_/;

/** A line for each `CCE_*` variable that is not among `known`, without its value. */
export function unknownVariables(environment: Environment, known: readonly string[]): readonly string[] {
  return Object.keys(environment)
    .filter((name) => VARIABLES.test(name) && !known.includes(name))
    .map((name) => `Unknown environment variable ${name}${suggestion(name, known)}`);
}

export interface GivenFlags {
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** @throws UsageError for a flag that is unknown, lacks its value or is given too often. */
export function splitArguments(args: readonly string[], flags: Flags): GivenFlags {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { valueName, short }]) => {
      const type = valueName === undefined ? ('boolean' as const) : ('string' as const);
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
  // Not strict: the error messages below also suggest the nearest flag.
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, readonly string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, value, rawName, inlineValue = false } = token;
    const known = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (!known) throw new UsageError(unknownFlagMessage(rawName, Object.keys(flags)));
    if (!known.repeatable && given.has(name)) {
      throw new UsageError(`${rawName} is given twice; keep one`);
    }
    given.set(name, [...(given.get(name) ?? []), flagValue(known, rawName, value, inlineValue)]);
  }
  return { given, positionals };
}

function flagValue(known: Flag, rawName: string, value: string | undefined, inline: boolean): string {
  if (known.valueName === undefined) return value ?? 'true';
  const looksLikeFlag = value?.startsWith('-') && value !== '-' && !inline;
  if (value === undefined || looksLikeFlag) {
    throw new UsageError(`${rawName} needs a value; write ${rawName}=${known.valueName}`);
  }
  return value;
}

function unknownFlagMessage(rawName: string, known: readonly string[]): string {
  const names = known.map((name) => `--${name}`);
  return `unknown flag ${rawName}${suggestion(rawName, names)}`;
}

/**
 * The values of all flags: from the command line, else the environment, else the default.
 * @throws UsageError for an invalid value.
 */
export function readFlags<F extends Flags>(
  flags: F,
  given: ReadonlyMap<string, readonly string[]>,
  environment: Environment,
): FlagValues<F> {
  const values = Object.entries(flags).map(([name, known]) => [
    name,
    readFlag(name, known, given, environment),
  ]);
  return Object.fromEntries(values) as FlagValues<F>;
}

function readFlag(
  name: string,
  known: Flag,
  given: ReadonlyMap<string, readonly string[]>,
  environment: Environment,
): unknown {
  const variable = environmentName(name);
  // An empty variable is how containers pass on one that is not set.
  const fromEnvironment = known.refusesEmpty ? environment[variable] : environment[variable] || undefined;
  const texts =
    given.get(name) ??
    (known.repeatable ? fromEnvironment?.split(',').map((each) => each.trim()) : undefined) ??
    [fromEnvironment ?? known.default].filter((each) => each !== undefined);
  if (known.required && texts.length === 0) {
    throw new UsageError(`--${name} is missing; add --${name}=${known.valueName}`);
  }
  try {
    return known.read(texts);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    const source = given.has(name) ? `--${name}` : variable;
    const written = texts.join(',');
    throw new UsageError(`${source} ${error.message}${written && `, not ${JSON.stringify(written)}`}`);
  }
}
