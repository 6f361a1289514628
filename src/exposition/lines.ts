import type { Emit, EmitHistogram, Family, HistogramValue } from '../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { boundText, MAX_NUMBER_BYTES, writeNumber } from './number-text.ts';
import type { RowLabels } from './row-labels.ts';
import { copyWords, WORD_BYTES, type Words, words, wordsOf } from './words.ts';

/** A sample's name; a histogram has three. */
export interface Name {
  readonly words: Words;
  /** Start and row of the last line with this name that was compressed; {@link NONE} before. */
  lastStart: number;
  lastRow: number;
}

/** What lines that differ in their row and value alone have in common. */
export interface Pattern {
  readonly name: Name;
  /** What stands between the row's labels and the value: `,state="busy"} `. */
  readonly tail: Words;
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

/** Writes the lines of one family for consecutive rows. What it wrote stays until it writes again. */
export class LineWriter {
  text: Words = words(MIN_TEXT_BYTES);
  textLength = 0;
  count = 0;
  /** By line. */
  starts = new Int32Array(MIN_LINES);
  rows = new Int32Array(MIN_LINES);
  readonly patterns: Pattern[] = [];

  #labels: RowLabels | undefined;
  #row = 0;

  write<Row>(family: Family<Row>, rows: readonly Row[], labels: RowLabels): void {
    this.textLength = 0;
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
      const patternsOf = byLabels(histogramPatterns(family));
      const emit: EmitHistogram = (value, ...values) => this.#histogram(patternsOf(values), value);
      return (row) => family.read(row, emit);
    }
    const name = nameOf(family.name);
    const unlabelled = pattern(name, [], []);
    const patternOf = byLabels((values) => pattern(name, family.labels, values));
    const emit: Emit = (value, ...values) =>
      this.#line(values.length === 0 ? unlabelled : patternOf(values), value);
    return (row) => family.read(row, emit);
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
    const labels = this.#labels!;
    const labelsFrom = labels.starts[this.#row * labels.fields]!;
    const labelsLength = labels.starts[(this.#row + 1) * labels.fields]! - labelsFrom;
    const { name, tail } = pattern;
    this.#reserve(name.words.length + labelsLength + tail.length + MAX_NUMBER_BYTES);

    const { bytes, view } = this.text;
    let at = this.textLength;
    this.starts[this.count] = at;
    this.rows[this.count] = this.#row;
    this.patterns[this.count] = pattern;
    this.count += 1;
    copyWords(name.words.view, 0, name.words.length, view, at);
    at += name.words.length;
    copyWords(labels.text.view, labelsFrom, labelsLength, view, at);
    at += labelsLength;
    copyWords(tail.view, 0, tail.length, view, at);
    at = writeNumber(bytes, at + tail.length, value);
    bytes[at] = LINE_FEED;
    this.textLength = at + 1;
  }

  #reserve(lineBytes: number): void {
    if (this.textLength + lineBytes + WORD_BYTES > this.text.length) {
      const larger = words(2 * (this.text.length + lineBytes));
      this.text.bytes.copy(larger.bytes, 0, 0, this.textLength);
      this.text = larger;
    }
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.rows = grown(this.rows);
    }
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function nameOf(name: string): Name {
  return { words: wordsOf(name), lastStart: NONE, lastRow: NONE };
}

function pattern(name: Name, labels: readonly string[], values: readonly string[]): Pattern {
  const own = labelPairs(labels, values);
  return { name, tail: wordsOf(`${own && `,${own}`}} `), writtenRow: NONE, lastTail: NONE };
}

/** A histogram's lines have three names, and each bucket a label more. */
function histogramPatterns({ name, labels }: Pick<Family<never>, 'name' | 'labels'>) {
  const bucket = nameOf(`${name}_bucket`);
  const sum = nameOf(`${name}_sum`);
  const count = nameOf(`${name}_count`);
  return (values: readonly string[]): HistogramPatterns => ({
    makeBucket: (bound) => pattern(bucket, [...labels, 'le'], [...values, boundText(bound)]),
    buckets: new Map(),
    sum: pattern(sum, labels, values),
    count: pattern(count, labels, values),
  });
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
