import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Format } from '../../src/exposition/negotiate.ts';
import { seriesKey } from '../exposition/support/parse.ts';

/** The reference parsers of both exposition formats: the Python library `prometheus_client`, Debian's package of it. */

/** Debian's own: another Python may be first on the PATH, without the library. */
const PYTHON = '/usr/bin/python3';

/** Reads a page from stdin and prints what the parser found, as JSON; ends with the parser's error where it refuses. */
const PROGRAM = `
import json, sys
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as text

parse = (openmetrics if sys.argv[1] == "openmetrics" else text).text_string_to_metric_families
page = sys.stdin.buffer.read().decode("utf-8")
json.dump([{
    "name": family.name,
    "type": family.type,
    "help": family.documentation,
    "samples": [{
        "name": sample.name,
        "labels": sample.labels,
        "value": repr(float(sample.value)),
        "extras": [str(extra) for extra in (sample.timestamp, sample.exemplar) if extra is not None],
    } for sample in family.samples],
} for family in parse(page)], sys.stdout)
`;

export interface ReferenceFamily {
  /** Without `_total`, in either format: so the library names the families of counters. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    /** As Python writes a float. */
    readonly value: string;
    /** Timestamp and exemplar, where there are any. */
    readonly extras: readonly string[];
  }[];
}

/** @throws Error with the parser's own words where it refuses the page. */
export async function referenceParse(page: string, format: Format): Promise<readonly ReferenceFamily[]> {
  const child = spawn(PYTHON, ['-c', PROGRAM, format]);
  child.stdin.on('error', () => {});
  child.stdin.end(page);
  const [output, problems, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`The reference parser refuses the page: ${problems}`);
  return JSON.parse(output) as readonly ReferenceFamily[];
}

/** Values by series, as the parsers of `test/exposition/support/parse.ts` give them. */
export function referenceSamples(families: readonly ReferenceFamily[]): ReadonlyMap<string, number> {
  return new Map(
    families.flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => [seriesKey(name, labels), pythonFloat(value)]),
    ),
  );
}

function pythonFloat(text: string): number {
  return Number(text.replace('inf', 'Infinity'));
}
