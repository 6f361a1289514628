import type { LineWriter } from '../text/line-writer.ts';
import type { RowLabels } from '../text/row-labels.ts';
import { type NameTemplate, NONE } from '../text/templates.ts';
import type { BitWriter } from './bit-writer.ts';

/**
 * Compresses lines without searching for matches, because their structure gives the matches: a line begins like the
 * previous line of its name, the fields of its row begin like those of the previous row, and the text after the row's
 * labels equals that of the previous line of its template.
 */
export function compressLines(writer: BitWriter, lines: LineWriter, labels: RowLabels): Uint8Array {
  const text = lines.text.bytes;
  writer.begin(labels.code, lines.text.length);
  writer.beginBlock();
  for (let line = 0; line < lines.count; line += 1) {
    const start = lines.starts[line]!;
    const row = lines.rows[line]!;
    const template = lines.templates[line]!;
    const { name, tail, lastTail } = template;
    const tailAt = start + name.length + labelsLength(labels, row);
    const valueAt = tailAt + tail.length;
    const end = line + 1 < lines.count ? lines.starts[line + 1]! : lines.text.length;

    let at = tailAt;
    if (name.lastStart === NONE) {
      writer.literals(text, start, tailAt);
    } else if (name.lastRow === row) {
      writer.repeat(text, start, tailAt, start - name.lastStart);
    } else {
      const lastTailAt = name.lastStart + name.length + labelsLength(labels, name.lastRow);
      at = compressFields(writer, text, start, row, name, labels, lastTail === lastTailAt ? tail.length : 0);
    }
    if (lastTail !== NONE && at < valueAt) {
      writer.repeat(text, at, valueAt, tailAt - lastTail);
      at = valueAt;
    }
    writer.literals(text, at, end);
    name.lastStart = start;
    name.lastRow = row;
    template.lastTail = tailAt;
  }
  return writer.endBlock();
}

function labelsLength({ starts, fields }: RowLabels, row: number): number {
  return starts[(row + 1) * fields]! - starts[row * fields]!;
}

/**
 * Compresses the name and the fields of a line whose row differs from that of the previous line of this name. When the
 * last field equals the previous one, so do the `sameAfter` bytes after it. Returns the offset after the compressed bytes.
 */
function compressFields(
  writer: BitWriter,
  text: Uint8Array,
  start: number,
  row: number,
  name: NameTemplate,
  { fields, starts, shared, encoded, encodedStarts }: RowLabels,
  sameAfter: number,
): number {
  const first = row * fields;
  const last = name.lastRow * fields;
  const fieldsAt = start + name.length - starts[first]!;
  const lastFieldsAt = name.lastStart + name.length - starts[last]!;
  let from = start;
  for (let field = 0; field < fields; field += 1) {
    const index = first + field;
    const at = fieldsAt + starts[index]!;
    const end = fieldsAt + starts[index + 1]!;
    const distance = at - lastFieldsAt - starts[last + field]!;
    const sharedEnd = at + shared[index]!;
    // Rows that this family skipped: the prefix that each shares with the row before it is common to all.
    let repeatEnd = sharedEnd;
    for (let between = index - fields; between > last + field; between -= fields) {
      repeatEnd = Math.min(repeatEnd, at + shared[between]!);
    }
    if (repeatEnd === end && field === fields - 1) {
      writer.repeat(text, from, end + sameAfter, distance);
      return end + sameAfter;
    }
    writer.repeat(text, from, repeatEnd, distance);
    if (repeatEnd < sharedEnd) writer.literals(text, repeatEnd, sharedEnd);
    writer.encoded(encoded, encodedStarts[index]!, encodedStarts[index + 1]!);
    from = end;
  }
  return from;
}
