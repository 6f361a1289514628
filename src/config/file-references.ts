import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigPath } from './config-error.ts';
import { isMapping } from './unknown-keys.ts';

/** A key with this ending holds the path of a file: a secret that is kept apart, mostly. */
const ENDING = '_file';

/** What is wrong with a file, as the end of the sentence "names a file that ...". */
export type InspectFile = (path: string) => string | undefined;

export interface FileReferenceOptions {
  /** Where relative paths start: the folder of the configuration file. */
  readonly directory: string;
  readonly inspectFile: InspectFile;
  readonly report: (path: ConfigPath, message: string) => void;
}

/**
 * The value with each `*_file` path made absolute. The file itself is not taken in, only looked at: it is read when
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
    return [
      key,
      key.endsWith(ENDING) && typeof child === 'string'
        ? resolveReference(child, childPath, options)
        : resolveFileReferences(child, options, childPath),
    ];
  });
  return Object.fromEntries(entries);
}

function resolveReference(text: string, path: ConfigPath, options: FileReferenceOptions): string {
  if (text === '') {
    options.report(path, 'must not be empty; give the path of a file');
    return text;
  }
  const file = resolve(options.directory, text);
  const problem = options.inspectFile(file);
  if (problem) {
    options.report(
      path,
      `names a file that ${problem}; relative paths start at the configuration file's folder`,
    );
  }
  return file;
}

export const inspectFile: InspectFile = (path) => {
  try {
    // A pipe can be read only once, and reading one that nobody writes to would hang.
    if (!statSync(path).isFile()) return 'is not a regular file';
    return readFileSync(path, 'utf8').trim() === '' ? 'is empty' : undefined;
  } catch (error) {
    return fileErrorMessage(error);
  }
};

export function fileErrorMessage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read';
  return `cannot be read (${typeof code === 'string' ? code : 'unknown error'})`;
}
