import type { TextSink } from './text-sink.ts';

/** With `--log.format=json` every line on stderr is JSON, so that a log collector can parse all of them. */

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
