import type { Family } from '../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { boundText } from './number-text.ts';
import { TextBuffer } from './text-buffer.ts';

/** Text that lines repeat, as part of {@link Patterns.text}. */
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

export interface HistogramPatterns {
  readonly labels: readonly string[];
  readonly buckets: Map<number, Pattern>;
  readonly sum: Pattern;
  readonly count: Pattern;
}

export const NONE = -1;
const MIN_TEXT_BYTES = 4096;

type Described = Pick<Family<never>, 'name' | 'labels'>;

/** The patterns of one family at a time, each made when it is first needed. */
export class Patterns {
  readonly text = new TextBuffer(MIN_TEXT_BYTES);
  #family: Described = { name: '', labels: [] };
  readonly #names = new Map<string, Name>();
  readonly #byLabels = new Map<string, Pattern>();
  readonly #histograms = new Map<string, HistogramPatterns>();

  begin(family: Described): void {
    this.text.clear();
    this.#family = family;
    this.#names.clear();
    this.#byLabels.clear();
    this.#histograms.clear();
  }

  /** Of a line with these values of the family's own labels. */
  of(values: readonly string[]): Pattern {
    const key = keyOf(values);
    return (
      this.#byLabels.get(key) ?? added(this.#byLabels, key, this.#pattern('', this.#family.labels, values))
    );
  }

  histogram(values: readonly string[]): HistogramPatterns {
    const key = keyOf(values);
    return this.#histograms.get(key) ?? added(this.#histograms, key, this.#histogramPatterns(values));
  }

  bucket({ labels, buckets }: HistogramPatterns, bound: number): Pattern {
    return buckets.get(bound) ?? added(buckets, bound, this.#bucketPattern(labels, bound));
  }

  #histogramPatterns(values: readonly string[]): HistogramPatterns {
    const { labels } = this.#family;
    return {
      labels: values,
      buckets: new Map(),
      sum: this.#pattern('_sum', labels, values),
      count: this.#pattern('_count', labels, values),
    };
  }

  #bucketPattern(values: readonly string[], bound: number): Pattern {
    return this.#pattern('_bucket', [...this.#family.labels, 'le'], [...values, boundText(bound)]);
  }

  #pattern(suffix: string, labels: readonly string[], values: readonly string[]): Pattern {
    const name = this.#names.get(suffix) ?? added(this.#names, suffix, this.#name(suffix));
    const own = values.length > 0 ? `,${labelPairs(labels, values)}` : '';
    return { name, tail: this.#stencil(`${own}} `), writtenRow: NONE, lastTail: NONE };
  }

  #name(suffix: string): Name {
    return { ...this.#stencil(this.#family.name + suffix), lastStart: NONE, lastRow: NONE };
  }

  #stencil(text: string): Stencil {
    const from = this.text.length;
    this.text.append(text);
    return { from, length: this.text.length - from };
  }
}

function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

function added<K, T>(known: Map<K, T>, key: K, value: T): T {
  known.set(key, value);
  return value;
}
