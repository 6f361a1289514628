import type { TextSink } from './text-sink.ts';

/** With `--log.format=json` every line on stderr is JSON, so that a log collector can parse all of them. */

const FLAG = '--log.format';
const VARIABLE = 'CCE_LOG_FORMAT';

/** Whether JSON lines are requested; read before the flags are validated, as their errors are lines too. */
export function wantsJsonLines(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const at = argv.findLastIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`));
  const given = argv[at]?.includes('=') ? argv[at].slice(FLAG.length + 1) : argv[at + 1];
  return (at === -1 ? env[VARIABLE] : given) === 'json';
}

/** Makes plain text the message of a JSON line; lines of the log pass unchanged. */
export function jsonLines(sink: TextSink, level: 'info' | 'error'): TextSink {
  return {
    write: (text) => {
      for (const line of text.split('\n')) if (line.trim() !== '') sink.write(`${asJson(line, level)}\n`);
    },
  };
}

function asJson(line: string, level: string): string {
  if (line.startsWith('{"ts":')) return line;
  return JSON.stringify({ ts: new Date().toISOString(), level, msg: line });
}
