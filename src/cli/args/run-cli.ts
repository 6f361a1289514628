import { ConfigError, type Environment, formatProblem, suggestion } from '../../config/index.ts';
import { jsonLines, type TextSink } from '../../logging/index.ts';
import { systemProblem } from '../render/system-error.ts';
import {
  type Command,
  type CommandName,
  type Commands,
  commands,
  DEFAULT_COMMAND,
  globalFlags,
  PROGRAM,
} from './commands.ts';
import { EXIT, UsageError } from './errors.ts';
import { environmentName, type FlagValues, readFlags, splitArguments, unknownVariables } from './flags.ts';
import { commandHelp, programHelp } from './help.ts';
import { wantsJsonLines } from './log-flags.ts';

/** One call of a command. */
export interface Invocation<Name extends CommandName = CommandName> {
  readonly flags: FlagValues<Commands[Name]['flags']>;
  readonly args: { readonly [Word in keyof Commands[Name]['positionals']]: string };
  readonly env: Environment;
  /** Results. */
  readonly stdout: TextSink;
  /** Logs and errors. */
  readonly stderr: TextSink;
}

/** Implementations of the commands. Each resolves to the exit code, or rejects with an error that is reported in one line. */
export type Handlers = {
  readonly [Name in CommandName]?: ((invocation: Invocation<Name>) => Promise<number>) | undefined;
};

/** What `--version` reports. */
export interface BuildInfo {
  readonly version: string;
  /** Absent when unknown. */
  readonly revision?: string;
  readonly nodeVersion: string;
  readonly platform: string;
}

export interface CliOptions {
  readonly env: Environment;
  readonly buildInfo: BuildInfo;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

/**
 * Runs the command that the arguments, without the program's name, select.
 * @returns the exit code: 0 success, 1 failure, 2 wrong usage or invalid configuration.
 */
export async function runCli(
  argv: readonly string[],
  handlers: Handlers,
  options: CliOptions,
): Promise<number> {
  const isJson = wantsJsonLines(argv, options.env);
  const stderr = isJson ? jsonLines(options.stderr, 'info') : options.stderr;
  const errors = isJson ? jsonLines(options.stderr, 'error') : options.stderr;
  try {
    return await run(argv, handlers, { ...options, stderr });
  } catch (error) {
    for (const line of errorLines(error)) errors.write(`${line}\n`);
    return error instanceof UsageError || error instanceof ConfigError ? EXIT.usage : EXIT.failure;
  }
}

async function run(argv: readonly string[], handlers: Handlers, options: CliOptions): Promise<number> {
  const names = commandNames.filter((name) => handlers[name]);
  const chosen = chooseCommand(argv, names);
  if (chosen === undefined && asksForHelp(argv, names)) {
    options.stdout.write(programHelp(names));
    return EXIT.success;
  }
  if (chosen === undefined)
    throw new UsageError(`${unknownCommand(argv[0] ?? '', names)}; see ${PROGRAM} --help`);
  const { name, args } = chosen;
  const isDefault = args === argv;
  try {
    return await runCommand(name, args, handlers, {
      ...options,
      help: () => (isDefault ? programHelp(names) : commandHelp(name, commands[name])),
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const words = isDefault ? '' : ` ${name}`;
    throw new UsageError(`${error.message}; see ${PROGRAM}${words} --help`);
  }
}

async function runCommand(
  name: CommandName,
  args: readonly string[],
  handlers: Handlers,
  options: CliOptions & { readonly help: () => string },
): Promise<number> {
  const { given, positionals } = splitArguments(args, { ...commands[name].flags, ...globalFlags });
  const info = readFlags(globalFlags, given, {});
  if (info.help || info.version) {
    options.stdout.write(info.help ? options.help() : versionText(options.buildInfo));
    return EXIT.success;
  }
  return call(name, handlers, given, positionals, options);
}

async function call<Name extends CommandName>(
  name: Name,
  handlers: Handlers,
  given: ReadonlyMap<string, readonly string[]>,
  positionals: readonly string[],
  { env, stdout, stderr }: CliOptions,
): Promise<number> {
  const flags: Commands[Name]['flags'] = commands[name].flags;
  const args = readPositionals(name, positionals) as Invocation<Name>['args'];
  const handler = handlers[name];
  if (!handler) throw new UsageError(`unknown command ${name}`);
  const values = readFlags(flags, given, env);
  await warnOfVariables(values, env, stderr);
  return handler({ flags: values, args, env, stdout, stderr });
}

/** Variables of all commands: containers that run different commands may share one environment. */
const knownVariables = Object.values<Command>(commands).flatMap(({ flags }) =>
  Object.keys(flags).map(environmentName),
);

async function warnOfVariables(
  flags: FlagValues<Commands[CommandName]['flags']>,
  env: Environment,
  sink: TextSink,
): Promise<void> {
  const warnings = unknownVariables(env, knownVariables);
  if (warnings.length === 0) return;
  // Loaded only here: most commands start without a logger.
  const { createLogger } = await import('../../logging/index.ts');
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink });
  for (const warning of warnings) log.warn(warning);
}

const commandNames = Object.keys(commands) as readonly CommandName[];

/** The command that the words before the first flag name; without such words, the default command. */
function chooseCommand(
  argv: readonly string[],
  names: readonly CommandName[],
): { readonly name: CommandName; readonly args: readonly string[] } | undefined {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-')) return { name: DEFAULT_COMMAND, args: argv };
  for (const words of [`${first} ${second}`, first]) {
    const name = names.find((each) => each === words);
    if (name) return { name, args: argv.slice(words.split(' ').length) };
  }
  return undefined;
}

const HELP = ['--help', '-h'];

/** `help`, and `--help` of a group of commands such as `queue`. */
function asksForHelp([word, ...others]: readonly string[], names: readonly CommandName[]): boolean {
  if (word === 'help') return true;
  return names.some((name) => name.startsWith(`${word} `)) && others.some((each) => HELP.includes(each));
}

function unknownCommand(word: string, names: readonly CommandName[]): string {
  const following = names
    .filter((name) => name.startsWith(`${word} `))
    .map((name) => name.slice(word.length + 1));
  if (following.length > 0) return `${word} needs one of ${following.join(', ')}`;
  return `unknown command ${JSON.stringify(word)}${suggestion(word, names)}`;
}

function readPositionals(
  name: CommandName,
  positionals: readonly string[],
): Readonly<Record<string, string>> {
  const { positionals: wanted, example }: Command = commands[name];
  const words = Object.entries(wanted);
  const missing = words[positionals.length];
  if (missing) throw new UsageError(`${name} needs ${missing[1].valueName}; such as: ${PROGRAM} ${example}`);
  const surplus = positionals[words.length];
  if (surplus !== undefined) {
    const advice = commandNames.some((each) => each.split(' ')[0] === surplus)
      ? '; give the command before the flags'
      : '';
    throw new UsageError(`${name} does not take ${JSON.stringify(surplus)}${advice}`);
  }
  return Object.fromEntries(words.map(([word], index) => [word, positionals[index] ?? '']));
}

/** Error lines for stderr: what is wrong, where, and how to fix it; one line for each problem of a configuration. */
function errorLines(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems.map(formatProblem);
  if (isBrokenPipe(error)) return [];
  return [`${PROGRAM}: ${errorText(error)}`];
}

/** The reader of the results has ended, as `head` does once it has enough lines. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function versionText({ version, revision = 'unknown', nodeVersion, platform }: BuildInfo): string {
  return `${PROGRAM} ${version} (revision: ${revision})\n  Node.js:  ${nodeVersion}\n  platform: ${platform}\n`;
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const message = oneLine(systemProblem(error) ?? error.message) || error.name;
  const cause = error.cause instanceof Error ? errorText(error.cause) : undefined;
  // Many error messages already include that of their cause.
  return cause === undefined || message.includes(cause) ? message : `${message}: ${cause}`;
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
