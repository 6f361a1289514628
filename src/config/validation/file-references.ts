import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSecret } from '../../settings/index.ts';
import type { ConfigPath } from './config-error.ts';
import { isMapping } from './unknown-keys.ts';

/** A key with this ending holds the path of a file that is read: a secret that is kept apart, mostly. */
const ENDING = '_file';
/** A key with this one holds the path of a file that is written, and need not be there yet. */
const WRITTEN_ENDING = '_path';

/** Files that hold a secret or an address, and nothing else; other ones may have many lines. */
const ONE_LINE_ENDING = /(?:secret|token|password|url)_file$/;

/** What is wrong with a file and how to mend it, to go on from its key: "names ...". */
export type InspectFile = (path: string, key: string) => string | undefined;

export interface FileReferenceOptions {
  /** Where relative paths start: the folder of the configuration file. */
  readonly directory: string;
  readonly inspectFile: InspectFile;
  readonly report: (path: ConfigPath, message: string) => void;
}

/**
 * The value with each `*_file` and `*_path` made absolute. The file itself is not taken in, only looked at: it is read when
 * it is needed, so that a secret can be renewed in place.
 */
export function resolveFileReferences(
  value: unknown,
  options: FileReferenceOptions,
  path: ConfigPath = [],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveFileReferences(item, options, [...path, index]));
  }
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => {
    const childPath = [...path, key];
    if (typeof child !== 'string') return [key, resolveFileReferences(child, options, childPath)];
    if (key.endsWith(ENDING)) return [key, resolveReference(child, childPath, options)];
    return [key, key.endsWith(WRITTEN_ENDING) ? resolve(options.directory, child) : child];
  });
  return Object.fromEntries(entries);
}

function resolveReference(text: string, path: ConfigPath, options: FileReferenceOptions): string {
  if (text === '') return text;
  const file = resolve(options.directory, text);
  const problem = options.inspectFile(file, String(path.at(-1)));
  if (problem) options.report(path, problem);
  return file;
}

export const inspectFile: InspectFile = (path, key) => {
  try {
    // A pipe can be read only once, and reading one that nobody writes to would hang.
    if (!statSync(path).isFile()) return 'names something that is not a regular file; give the path of one';
    const content = readFileSync(path);
    if (content.toString().trim() === '') return 'names a file that is empty; write the value into it';
    const problem = ONE_LINE_ENDING.test(key) ? parseSecret(content).problem : undefined;
    return problem === undefined ? undefined : `names a file that ${problem}`;
  } catch (error) {
    return `names a file that ${fileErrorMessage(error)}; a relative path starts at the configuration file's folder`;
  }
};

/** To go on from a file's name. */
export function fileErrorMessage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `cannot be read (${typeof code === 'string' ? code : 'unknown error'})`;
}
