import type { Family } from '../../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { TextBuffer } from './text-buffer.ts';

/** Text that lines repeat, as part of {@link FamilyTemplates.text}. */
interface TextSlice {
  readonly from: number;
  readonly length: number;
}

/** A family's name. */
export interface NameTemplate extends TextSlice {
  /** Start and row of the last line with this name that was compressed; {@link NONE} before. */
  lastStart: number;
  lastRow: number;
}

/** What lines that differ in their row and value alone have in common. */
export interface Template {
  readonly name: NameTemplate;
  /** What stands between the row's labels and the value: `,state="busy"} `. */
  readonly tail: TextSlice;
  /** The last row that it was written for. */
  writtenRow: number;
  /** Where the tail of the last line of this template that was compressed starts. */
  lastTail: number;
}

export const NONE = -1;
const MIN_TEXT_BYTES = 4096;

type Described = Pick<Family<never>, 'name' | 'labels'>;

/** The templates of one family at a time, each made when it is first needed. */
export class FamilyTemplates {
  readonly text = new TextBuffer(MIN_TEXT_BYTES);
  #labels: readonly string[] = [];
  #name: NameTemplate = { from: 0, length: 0, lastStart: NONE, lastRow: NONE };
  readonly #byValues = new Map<string, Template>();

  begin({ name, labels }: Described): void {
    this.text.clear();
    this.#byValues.clear();
    this.#labels = labels;
    this.#name = { ...this.#slice(name), lastStart: NONE, lastRow: NONE };
  }

  /** Of a line that has the row's labels alone. */
  plain(): Template {
    return this.#template([]);
  }

  /** Of a line with these values of the family's own labels. */
  of(values: readonly string[]): Template {
    const key = keyOf(values);
    const known = this.#byValues.get(key);
    if (known) return known;
    const template = this.#template(values);
    this.#byValues.set(key, template);
    return template;
  }

  #template(values: readonly string[]): Template {
    const own = values.length > 0 ? `,${labelPairs(this.#labels, values)}` : '';
    return { name: this.#name, tail: this.#slice(`${own}} `), writtenRow: NONE, lastTail: NONE };
  }

  #slice(text: string): TextSlice {
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
