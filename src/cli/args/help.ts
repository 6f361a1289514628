import { type Command, commands, DEFAULT_COMMAND, globalFlags, PROGRAM } from './commands.ts';
import { environmentName, type Flag, type Flags } from './flags.ts';

/** Help of the program: its commands, and the flags of the default command. */
export function programHelp(names: readonly string[]): string {
  const known: readonly (readonly [string, Command])[] = Object.entries(commands);
  const rows = known
    .filter(([name]) => names.includes(name))
    .map(([name, { summary }]) => [name, summary] as const);
  return [
    `Usage: ${PROGRAM} [command] [flags]`,
    '',
    'Prometheus exporter for cloud contact centres: NICE CXone and Genesys Cloud.',
    '',
    `Commands (${DEFAULT_COMMAND} is the default; each has its own --help):`,
    ...columns(rows),
    '',
    ...flagLines(commands[DEFAULT_COMMAND].flags),
    '',
    'Example:',
    `  ${PROGRAM} ${commands[DEFAULT_COMMAND].example}`,
    '',
  ].join('\n');
}

export function commandHelp(name: string, command: Command): string {
  const words = Object.values(command.positionals);
  const usage = [PROGRAM, name, '[flags]', ...words.map(({ valueName }) => valueName)].join(' ');
  return [
    `Usage: ${usage}`,
    '',
    `${command.summary}.`,
    '',
    ...(words.length > 0
      ? ['Arguments:', ...columns(words.map(({ valueName, help }) => [valueName, help])), '']
      : []),
    ...flagLines(command.flags),
    '',
    'Example:',
    `  ${PROGRAM} ${command.example}`,
    '',
  ].join('\n');
}

function flagLines(flags: Flags): readonly string[] {
  const rows = Object.entries({ ...flags, ...globalFlags }).map(
    ([name, each]) => [flagUsage(name, each), flagHelp(each)] as const,
  );
  const [first = ''] = Object.keys(flags);
  return [
    'Flags:',
    ...columns(rows),
    '',
    `A flag can also come from the environment: --${first} is ${environmentName(first)}. The command line wins.`,
  ];
}

function flagUsage(name: string, { valueName }: Flag): string {
  return valueName === undefined ? `--${name}` : `--${name}=${valueName}`;
}

function flagHelp({ help, required, default: preset }: Flag): string {
  if (required) return `${help} (required)`;
  return preset === undefined ? help : `${help} (default ${preset})`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
