import { createInterface } from 'node:readline';
import { styleText } from 'node:util';

/** What a command may do with the person in front of it, if there is one. */
export interface Terminal {
  /** Whether the results go to a terminal that shows colours. */
  readonly colour: boolean;
  /** Asks for a yes; absent where nobody can answer. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  const colour = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return stdin.isTTY ? { colour, confirm: (question) => confirm(question, stdin, stderr) } : { colour };
}

/** Only a yes is one; Ctrl-C and the end of the input are a no. */
function confirm(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const reader = createInterface({ input, output });
  const giveUp = () => {
    output.write('\n');
    resolve(false);
  };
  reader.on('SIGINT', () => reader.close());
  reader.on('close', giveUp);
  reader.question(`${question} [y/N] `, (answer) => {
    reader.off('close', giveUp).close();
    resolve(/^y(es)?$/i.test(answer.trim()));
  });
  return promise;
}

export type Style = Parameters<typeof styleText>[0];

/** Text in a style, or as it is where there are no colours. */
export type Paint = (style: Style, text: string) => string;

export function painter({ colour }: Pick<Terminal, 'colour'>): Paint {
  return colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
