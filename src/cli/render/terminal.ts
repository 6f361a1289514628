import { createInterface } from 'node:readline';
import { styleText } from 'node:util';

/** The interactive terminal of a command, if there is one. */
export interface Terminal {
  /** Whether the results go to a terminal that shows colours. */
  readonly colour: boolean;
  /** Asks for confirmation; absent when stdin is not a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  const colour = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return stdin.isTTY ? { colour, confirm: (question) => confirm(question, stdin, stderr) } : { colour };
}

/** Only `y` and `yes` confirm; Ctrl-C and the end of the input do not. */
function confirm(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const reader = createInterface({ input, output });
  const decline = () => {
    output.write('\n');
    resolve(false);
  };
  reader.on('SIGINT', () => reader.close());
  reader.on('close', decline);
  reader.question(`${question} [y/N] `, (answer) => {
    reader.off('close', decline).close();
    resolve(/^y(es)?$/i.test(answer.trim()));
  });
  return promise;
}

export type Style = Parameters<typeof styleText>[0];

/** Styles text; without colours, returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

export function painter({ colour }: Pick<Terminal, 'colour'>): Paint {
  return colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
