import type { BitWriter } from './bit-writer.ts';
import { type LineWriter, type Name, NONE } from './lines.ts';
import type { RowLabels } from './row-labels.ts';

/**
 * Compresses lines with what is known of them in place of a search: a line begins like the last one of its name, the
 * fields of its row begin like those of the row before, and what follows the labels stood in the last line of its
 * pattern.
 */
export function compressLines(writer: BitWriter, lines: LineWriter, labels: RowLabels): Uint8Array {
  const text = lines.text.bytes;
  writer.begin(labels.code, lines.text.length);
  writer.beginBlock();
  for (let line = 0; line < lines.count; line += 1) {
    const start = lines.starts[line]!;
    const row = lines.rows[line]!;
    const { name, tail, lastTail } = lines.patterns[line]!;
    const fieldsAt = start + name.length;
    const tailAt = fieldsAt + labels.starts[(row + 1) * labels.fields]! - labels.starts[row * labels.fields]!;
    const valueAt = tailAt + tail.length;
    const end = line + 1 < lines.count ? lines.starts[line + 1]! : lines.text.length;

    if (name.lastStart === NONE) writer.literals(text, start, tailAt);
    else if (name.lastRow === row) writer.repeat(text, start, tailAt, start - name.lastStart);
    else compressFields(writer, text, start, row, name, labels);
    if (lastTail === NONE || tail.length < 4) {
      writer.literals(text, tailAt, end);
    } else {
      writer.repeat(text, tailAt, valueAt, tailAt - lastTail);
      writer.literals(text, valueAt, end);
    }
    name.lastStart = start;
    name.lastRow = row;
    lines.patterns[line]!.lastTail = tailAt;
  }
  return writer.endBlock();
}

/** The name and the fields of a row that the last line of this name was not about. */
function compressFields(
  writer: BitWriter,
  text: Buffer,
  start: number,
  row: number,
  name: Name,
  { fields, starts, shared, encoded, encodedStarts }: RowLabels,
): void {
  const fieldsAt = start + name.length - starts[row * fields]!;
  const lastFieldsAt = name.lastStart + name.length - starts[name.lastRow * fields]!;
  for (let field = 0; field < fields; field += 1) {
    const index = row * fields + field;
    const at = fieldsAt + starts[index]!;
    const from = field === 0 ? start : at;
    const distance = at - lastFieldsAt - starts[name.lastRow * fields + field]!;
    const sharedEnd = at + shared[index]!;
    // Rows between that the family said nothing of: what each shares with the one before it, all share.
    let repeatEnd = sharedEnd;
    for (let between = index - fields; between > name.lastRow * fields + field; between -= fields) {
      repeatEnd = Math.min(repeatEnd, at + shared[between]!);
    }
    writer.repeat(text, from, repeatEnd, distance);
    if (repeatEnd < sharedEnd) writer.literals(text, repeatEnd, sharedEnd);
    const e0 = encodedStarts[index]!,
      e1 = encodedStarts[index + 1]!;
    if (e1 > e0) writer.encoded(encoded, e0, e1);
  }
}
