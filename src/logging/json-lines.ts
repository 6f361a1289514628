import type { Environment } from '../config/index.ts';
import type { TextSink } from './text-sink.ts';

/** With `--log.format=json` stderr holds JSON lines alone, whoever writes to it: a log collector reads each line. */

const FLAG = '--log.format';
const VARIABLE = 'CCE_LOG_FORMAT';

/** Whether JSON lines were asked for; seen before the flags are judged, as their errors are lines too. */
export function wantsJsonLines(argv: readonly string[], env: Environment): boolean {
  const at = argv.findLastIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`));
  const given = argv[at]?.includes('=') ? argv[at].slice(FLAG.length + 1) : argv[at + 1];
  return (at === -1 ? env[VARIABLE] : given) === 'json';
}

/** What is written as plain text becomes the message of a line; lines of the log pass as they are. */
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
