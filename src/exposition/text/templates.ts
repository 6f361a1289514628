import type { Family } from '../../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { TextBuffer } from './text-buffer.ts';

/** Text that lines repeat, as part of {@link Patterns.text}. */
interface Stencil {
  readonly from: number;
  readonly length: number;
}

/** A family's name. */
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

export const NONE = -1;
const MIN_TEXT_BYTES = 4096;

type Described = Pick<Family<never>, 'name' | 'labels'>;

/** The patterns of one family at a time, each made when it is first needed. */
export class Patterns {
  readonly text = new TextBuffer(MIN_TEXT_BYTES);
  #labels: readonly string[] = [];
  #name: Name = { from: 0, length: 0, lastStart: NONE, lastRow: NONE };
  readonly #byValues = new Map<string, Pattern>();

  begin({ name, labels }: Described): void {
    this.text.clear();
    this.#byValues.clear();
    this.#labels = labels;
    this.#name = { ...this.#stencil(name), lastStart: NONE, lastRow: NONE };
  }

  /** Of a line that has the row's labels alone. */
  plain(): Pattern {
    return this.#pattern([]);
  }

  /** Of a line with these values of the family's own labels. */
  of(values: readonly string[]): Pattern {
    const key = keyOf(values);
    const known = this.#byValues.get(key);
    if (known) return known;
    const pattern = this.#pattern(values);
    this.#byValues.set(key, pattern);
    return pattern;
  }

  #pattern(values: readonly string[]): Pattern {
    const own = values.length > 0 ? `,${labelPairs(this.#labels, values)}` : '';
    return { name: this.#name, tail: this.#stencil(`${own}} `), writtenRow: NONE, lastTail: NONE };
  }

  #stencil(text: string): Stencil {
    const from = this.text.length;
    this.text.append(text);
    return { from, length: this.text.length - from };
  }
}

/** Different for different values, of which a family always has equally many: each goes behind its length. */
function keyOf(values: readonly string[]): string {
  if (values.length === 1) return values[0]!;
  let key = '';
  for (const value of values) key += `${value.length} ${value}`;
  return key;
}
