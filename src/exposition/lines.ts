import type { Emit, EmitHistogram, Family, HistogramValue } from '../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { boundText, MAX_NUMBER_BYTES, writeNumber } from './number-text.ts';
import type { RowLabels } from './row-labels.ts';
import { TextBuffer } from './text-buffer.ts';

/** Text that lines repeat. */
interface Stencil {
  readonly from: number;
  readonly length: number;
}

/** A sample's name; a histogram has three. */
export interface Name extends Stencil {
  /** Start and row of the last line with this name that was compressed; {@link NONE} before. */
  lastStart: number;
  lastRow: number;
}

/** What lines that differ in their row and value alone have in common. */
export interface Pattern {
  readonly name: Name;
  /** What stands between the row's labels and the value: `,state="busy"} `. */
  readonly tail: Stencil;
  /** The last row that it was written for. */
  writtenRow: number;
  /** Where the tail of the last line of this pattern that was compressed starts. */
  lastTail: number;
}

interface HistogramPatterns {
  readonly makeBucket: (bound: number) => Pattern;
  readonly buckets: Map<number, Pattern>;
  readonly sum: Pattern;
  readonly count: Pattern;
}

export const NONE = -1;
const LINE_FEED = 0x0a;
const MIN_LINES = 1024;
const MIN_TEXT_BYTES = 65_536;
const MIN_STENCIL_BYTES = 4096;

/** Writes the lines of one family for consecutive rows. What it wrote stays until it writes again. */
export class LineWriter {
  readonly text = new TextBuffer(MIN_TEXT_BYTES);
  count = 0;
  /** By line. */
  starts = new Int32Array(MIN_LINES);
  rows = new Int32Array(MIN_LINES);
  readonly patterns: Pattern[] = [];

  /** Names and tails of the patterns. */
  readonly #stencils = new TextBuffer(MIN_STENCIL_BYTES);
  #labels: RowLabels | undefined;
  #row = 0;

  write<Row>(family: Family<Row>, rows: readonly Row[], labels: RowLabels): void {
    this.text.clear();
    this.#stencils.clear();
    this.count = 0;
    this.#labels = labels;
    const read = this.#reader(family);
    for (let row = 0; row < rows.length; row += 1) {
      this.#row = row;
      read(rows[row]!);
    }
  }

  #reader<Row>(family: Family<Row>): (row: Row) => void {
    if (family.type === 'histogram') {
      const patternsOf = byLabels(this.#histogramPatterns(family));
      const emit: EmitHistogram = (value, ...values) => this.#histogram(patternsOf(values), value);
      return (row) => family.read(row, emit);
    }
    const name = this.#name(family.name);
    const unlabelled = this.#pattern(name, [], []);
    const patternOf = byLabels((values) => this.#pattern(name, family.labels, values));
    const emit: Emit = (value, ...values) =>
      this.#line(values.length === 0 ? unlabelled : patternOf(values), value);
    return (row) => family.read(row, emit);
  }

  /** A histogram's lines have three names, and each bucket a label more. */
  #histogramPatterns({ name, labels }: Pick<Family<never>, 'name' | 'labels'>) {
    const bucket = this.#name(`${name}_bucket`);
    const sum = this.#name(`${name}_sum`);
    const count = this.#name(`${name}_count`);
    return (values: readonly string[]): HistogramPatterns => ({
      makeBucket: (bound) => this.#pattern(bucket, [...labels, 'le'], [...values, boundText(bound)]),
      buckets: new Map(),
      sum: this.#pattern(sum, labels, values),
      count: this.#pattern(count, labels, values),
    });
  }

  #name(name: string): Name {
    return { ...this.#stencil(name), lastStart: NONE, lastRow: NONE };
  }

  #pattern(name: Name, labels: readonly string[], values: readonly string[]): Pattern {
    const own = labelPairs(labels, values);
    return { name, tail: this.#stencil(`${own && `,${own}`}} `), writtenRow: NONE, lastTail: NONE };
  }

  #stencil(text: string): Stencil {
    const from = this.#stencils.length;
    this.#stencils.append(text);
    return { from, length: this.#stencils.length - from };
  }

  #histogram(
    patterns: HistogramPatterns,
    { upperBounds, cumulativeCounts, count, sum }: HistogramValue,
  ): void {
    for (let index = 0; index < upperBounds.length; index += 1) {
      const bound = upperBounds[index]!;
      if (bound !== Infinity) this.#line(bucketOf(patterns, bound), cumulativeCounts[index] ?? Number.NaN);
    }
    this.#line(bucketOf(patterns, Infinity), count);
    if (sum !== undefined) this.#line(patterns.sum, sum);
    this.#line(patterns.count, count);
  }

  /** One line, unless the row has the very same already. */
  #line(pattern: Pattern, value: number): void {
    if (pattern.writtenRow === this.#row || Number.isNaN(value)) return;
    pattern.writtenRow = this.#row;
    const { name, tail } = pattern;
    const { starts, fields, text: labels } = this.#labels!;
    const labelsFrom = starts[this.#row * fields]!;
    const labelsLength = starts[(this.#row + 1) * fields]! - labelsFrom;
    const { text } = this;
    text.reserve(name.length + labelsLength + tail.length + MAX_NUMBER_BYTES);
    this.#record(pattern);
    let at = text.length;
    at = text.put(at, this.#stencils, name.from, name.length);
    at = text.put(at, labels, labelsFrom, labelsLength);
    at = text.put(at, this.#stencils, tail.from, tail.length);
    at = writeNumber(text.bytes, at, value);
    text.bytes[at] = LINE_FEED;
    text.length = at + 1;
  }

  #record(pattern: Pattern): void {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.rows = grown(this.rows);
    }
    this.starts[this.count] = this.text.length;
    this.rows[this.count] = this.#row;
    this.patterns[this.count] = pattern;
    this.count += 1;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function bucketOf({ buckets, makeBucket }: HistogramPatterns, bound: number): Pattern {
  const known = buckets.get(bound);
  if (known) return known;
  const made = makeBucket(bound);
  buckets.set(bound, made);
  return made;
}

/** Makes each thing once, by label values. */
function byLabels<T>(make: (values: readonly string[]) => T): (values: readonly string[]) => T {
  const made = new Map<string, T>();
  return (values) => {
    const key = values.length === 1 ? values[0]! : JSON.stringify(values);
    let known = made.get(key);
    if (known === undefined) {
      known = make(values);
      made.set(key, known);
    }
    return known;
  };
}
