import { writeFileSync } from 'node:fs';
import { type Command, commands, PROGRAM } from '../src/cli/args/commands.ts';
import { commandHelp } from '../src/cli/args/help.ts';
import { METRICS_FILE, metricReference } from './metric-reference.ts';

/** The reference of the command line, made from its table: `node tools/command-reference.ts` writes it, and that of the metrics. */

export const COMMANDS_FILE = 'docs/commands.md';

const INTRODUCTION = `# Commands

This page is the \`--help\` of every command; \`node tools/command-reference.ts\` writes it anew.

In a clone of the repository, write \`npm start --silent --\` in place of \`${PROGRAM}\`.

Without a command, \`${PROGRAM}\` does what \`serve\` does. Results go to stdout, logs and errors to stderr. The exit
code is 0 on success, 1 on failure, and 2 on wrong usage or an invalid configuration.
`;

export function commandReference(): string {
  const entries: readonly (readonly [string, Command])[] = Object.entries(commands);
  const sections = entries.map(
    ([name, command]) => `## ${name}\n\n\`\`\`\n${commandHelp(name, command)}\`\`\`\n`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

if (import.meta.main) {
  writeFileSync(COMMANDS_FILE, commandReference());
  writeFileSync(METRICS_FILE, metricReference());
}
