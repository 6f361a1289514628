import type { Family } from '../../metrics/index.ts';
import { labelPairs } from './label-text.ts';
import { TextBuffer } from './text-buffer.ts';

/** Part of {@link FamilyTemplates.text} that lines repeat. */
interface TextSlice {
  readonly from: number;
  readonly length: number;
}

/** Name of a family, and its last compressed line. */
export interface NameTemplate extends TextSlice {
  /** Start and row of the last compressed line with this name; {@link NONE} before the first. */
  lastStart: number;
  lastRow: number;
}

/** Common text of the lines that differ only in row and value. */
export interface Template {
  readonly name: NameTemplate;
  /** Text between the row's labels and the value: `,state="busy"} `. */
  readonly tail: TextSlice;
  /** Last row that has a line of this template. */
  writtenRow: number;
  /** Start of the tail in the last compressed line of this template. */
  lastTail: number;
}

export const NONE = -1;
const MIN_TEXT_BYTES = 4096;

type Described = Pick<Family<never>, 'name' | 'labels'>;

/** Templates of one family at a time, created on first use. */
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

  /** Template of a line without labels of the family's own. */
  plain(): Template {
    return this.#template([]);
  }

  /** Template of a line with these values of the family's own labels. */
  of(values: readonly string[]): Template {
    const key = keyOf(values);
    const known = this.#byValues.get(key);
    if (known) return known;
    const template = this.#template(values);
    this.#byValues.set(key, template);
    return template;
  }

  #template(values: readonly string[]): Template {
    const own = labelPairs(this.#labels, values);
    return {
      name: this.#name,
      tail: this.#slice(own === '' ? '} ' : `,${own}} `),
      writtenRow: NONE,
      lastTail: NONE,
    };
  }

  #slice(text: string): TextSlice {
    const from = this.text.length;
    this.text.append(text);
    return { from, length: this.text.length - from };
  }
}

/** Unique key of label values; each value follows its length, so that `a,b` and `ab` differ. */
function keyOf(values: readonly string[]): string {
  if (values.length === 1) return values[0]!;
  let key = '';
  for (const value of values) key += `${value.length} ${value}`;
  return key;
}
