import type { Emit, Family } from '../../metrics/index.ts';
import { MAX_NUMBER_BYTES, writeNumber } from './number-text.ts';
import type { RowLabels } from './row-labels.ts';
import { FamilyTemplates, type Template } from './templates.ts';
import { TextBuffer } from './text-buffer.ts';

const LINE_FEED = 0x0a;
const MIN_LINES = 1024;
const MIN_TEXT_BYTES = 65_536;

/** Writes the lines of one family for consecutive rows. The result is valid until the next {@link write}. */
export class LineWriter {
  readonly text = new TextBuffer(MIN_TEXT_BYTES);
  count = 0;
  /** Start offset and row of each line. */
  starts = new Int32Array(MIN_LINES);
  rows = new Int32Array(MIN_LINES);
  readonly templates: Template[] = [];

  readonly #templates = new FamilyTemplates();
  #unlabelled: Template | undefined;
  #labels: RowLabels | undefined;
  #row = 0;

  /** One function for all families, so that the call sites in `read` stay monomorphic for the JIT compiler. */
  readonly #emit: Emit = (value, ...values) =>
    this.#line(values.length === 0 ? this.#unlabelled! : this.#templates.of(values), value);

  write<Row>(family: Family<Row>, rows: readonly Row[], labels: RowLabels): void {
    this.text.clear();
    this.count = 0;
    this.#labels = labels;
    this.#templates.begin(family);
    this.#unlabelled = this.#templates.plain();
    for (let row = 0; row < rows.length; row += 1) {
      this.#row = row;
      family.read(rows[row]!, this.#emit);
    }
  }

  /** Writes one line, unless the row already has a line of this template. */
  #line(template: Template, value: number): void {
    if (template.writtenRow === this.#row || Number.isNaN(value)) return;
    template.writtenRow = this.#row;
    const { name, tail } = template;
    const { starts, fields, text: labels } = this.#labels!;
    const labelsFrom = starts[this.#row * fields]!;
    const labelsLength = starts[(this.#row + 1) * fields]! - labelsFrom;
    const { text } = this;
    text.reserve(name.length + labelsLength + tail.length + MAX_NUMBER_BYTES);
    this.#record(template);
    let at = text.length;
    at = text.put(at, this.#templates.text, name.from, name.length);
    at = text.put(at, labels, labelsFrom, labelsLength);
    at = text.put(at, this.#templates.text, tail.from, tail.length);
    at = writeNumber(text.bytes, at, value);
    text.bytes[at] = LINE_FEED;
    text.length = at + 1;
  }

  #record(template: Template): void {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.rows = grown(this.rows);
    }
    this.starts[this.count] = this.text.length;
    this.rows[this.count] = this.#row;
    this.templates[this.count] = template;
    this.count += 1;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
