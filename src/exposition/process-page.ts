import { labelPairs } from './label-text.ts';
import { boundText, numberText } from './number-text.ts';
import type { Page } from './page.ts';
import { type Piece, pieceOfText } from './piece.ts';
import type { ProcessFamily, ProcessSample } from './process-metrics.ts';

/** The owner of the series that belong to no tenant. */
export const PROCESS = '';

/**
 * The process's own families as one page per tenant that they name and one for the rest. Pieces whose text did not
 * change are those of the pages before.
 */
export function processPages(
  families: readonly ProcessFamily[],
  previous: ReadonlyMap<string, Page>,
): ReadonlyMap<string, Page> {
  const columns = new Map<string, Map<string, Piece>>();
  for (const { name, samples } of families) {
    for (const [owner, own] of Map.groupBy(samples, ({ labels }) => String(labels.tenant ?? PROCESS))) {
      const text = own.map(sampleLine).join('');
      if (text === '') continue;
      if (!columns.has(owner)) columns.set(owner, new Map());
      columns
        .get(owner)
        ?.set(name, unchanged(text, previous.get(owner)?.columns.get(name)) ?? pieceOfText(text));
    }
  }
  return new Map([...columns].map(([owner, own]) => [owner, { columns: own }]));
}

function unchanged(text: string, before: Piece | undefined): Piece | undefined {
  return before?.text[0]?.equals(Buffer.from(text)) ? before : undefined;
}

function sampleLine({ name, labels, value }: ProcessSample): string {
  if (Number.isNaN(value)) return '';
  const pairs = labelPairs(Object.keys(labels), Object.entries(labels).map(labelValue));
  return `${name}${pairs && `{${pairs}}`} ${numberText(value)}\n`;
}

function labelValue([name, value]: [string, string | number | undefined]): string {
  return name === 'le' && typeof value === 'number' ? boundText(value) : String(value ?? '');
}
