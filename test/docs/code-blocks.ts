import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface CodeBlock {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

/** Every page for users and contributors, but the generated reference of commands. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'alerts/README.md',
  'grafana/README.md',
  'charts/contact-center-exporter/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'commands.md')
    .map((name) => join('docs', name)),
];

export function codeBlocks(language: string): readonly CodeBlock[] {
  return PAGES.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, found = '', text = '']) => ({
      file,
      language: found,
      text,
    })),
  ).filter((block) => block.language === language);
}

/** The commands of a block: continued lines and quoted line breaks joined, comments removed. */
export function commandsOf({ text }: CodeBlock): readonly string[] {
  const commands: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    open = open === '' ? line : `${open}\n${line}`;
    const isQuoted = (open.match(/'/g)?.length ?? 0) % 2 === 1;
    if (isQuoted || open.endsWith('\\')) continue;
    const command = open.replace(/(^|\s)#\s.*$/, '').trim();
    if (command !== '') commands.push(command);
    open = '';
  }
  return commands;
}
