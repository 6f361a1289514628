import { type Document, LineCounter, parseDocument } from 'yaml';
import { type ConfigPath, type ConfigProblem, formatPath } from '../validation/config-error.ts';
import type { Environment } from '../validation/environment.ts';
import { yamlErrorMessage } from './errors.ts';
import { type PlainTree, readTree } from './tree.ts';

/** A YAML file as plain values, with their positions in the file. */
export interface YamlSource {
  readonly value: unknown;
  /** Problems of the YAML syntax and of references to the environment. */
  readonly problems: readonly ConfigProblem[];
  /** A problem of the value at a path, or of its key. A missing value is reported at its parent. */
  problemAt(path: ConfigPath, message: string, part?: 'key' | 'value'): ConfigProblem;
  /** The text as written of a value that contains one of the environment, which is never shown. */
  referenceAt(path: ConfigPath): string | undefined;
}

/** Errors of one place that leave the rest of the file readable. */
const LOCAL_ERRORS: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED']);

/** Reads a YAML file; its value is undefined when the text is not YAML. */
export function readYaml(text: string, file: string, environment: Environment): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number, path: ConfigPath, message: string): ConfigProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: formatPath(path), message };
  };

  const readable = document.errors.every(({ code }) => LOCAL_ERRORS.has(code));
  const tree = readable ? readTree(document, environment) : undefined;
  const keys = tree ?? readTree(document, {});
  const syntax = syntaxErrors(document, text, lines).map(({ code, offset, message }) =>
    // In a file with other errors, an apparent key may be half a value; a duplicate key is surely a key.
    at(offset, (readable || code === 'DUPLICATE_KEY' ? keys.pathOfKey(offset) : undefined) ?? [], message),
  );
  return {
    value: tree?.value,
    problems: [
      ...syntax,
      ...(tree?.problems.map(({ offset, path, message }) => at(offset, path, message)) ?? []),
    ],
    problemAt(path, message, part = 'value') {
      const place = nearestPlace(tree, path);
      return at((part === 'key' ? place?.key : undefined) ?? place?.value ?? 0, path, message);
    },
    referenceAt: (path) => tree?.placeOf(path)?.reference,
  };
}

/** The first error of each line: later ones usually follow from it. */
function syntaxErrors(document: Document, text: string, lines: LineCounter) {
  const seen = new Set<number>();
  const textLines = text.split('\n');
  return [...document.errors, ...document.warnings].flatMap((error) => {
    const [offset] = error.pos;
    const { line } = lines.linePos(offset);
    if (seen.has(line)) return [];
    seen.add(line);
    return [{ code: error.code, offset, message: yamlErrorMessage(error, textLines[line - 1] ?? '') }];
  });
}

function nearestPlace(tree: PlainTree | undefined, path: ConfigPath) {
  for (let length = path.length; length >= 0; length--) {
    const place = tree?.placeOf(path.slice(0, length));
    // For a parent that stands in for a missing value, the position of its value is used.
    if (place) return length === path.length ? place : { value: place.value };
  }
  return undefined;
}
