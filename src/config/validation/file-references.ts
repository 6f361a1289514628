import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSecret } from '../../settings/index.ts';
import type { ConfigPath } from './config-error.ts';
import { isMapping } from './unknown-keys.ts';

/** Ending of keys with the path of a file to read, such as a secret. */
const ENDING = '_file';
/** Ending of keys with the path of a file to write, which need not exist. */
const WRITTEN_ENDING = '_path';

/** Key of a file that another program writes again and again, and that may be absent for a moment: a plan. */
const REPLACED_KEY = 'file';

/** Key of a mapping whose keys are names of labels: `data_file` is one of them, not a file. */
const LABELS_KEY = 'labels';

/** Keys of files with one line, a secret or a URL; other files may have many lines. */
const ONE_LINE_ENDING = /(?:secret|token|password|url)_file$/;

/** The problem of a file and how to fix it; completes a sentence that starts with its key: "names ...". */
export type InspectFile = (path: string, key: string) => string | undefined;

export interface FileReferenceOptions {
  /** Where relative paths start: the folder of the configuration file. */
  readonly directory: string;
  readonly inspectFile: InspectFile;
  readonly report: (path: ConfigPath, message: string) => void;
}

/**
 * The value with each `*_file`, `*_path` and `file` made absolute. The file is only checked here and read at each use, so that a
 * secret can be rotated in place.
 */
export function resolveFileReferences(
  value: unknown,
  options: FileReferenceOptions,
  path: ConfigPath = [],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveFileReferences(item, options, [...path, index]));
  }
  if (!isMapping(value) || path.at(-1) === LABELS_KEY) return value;
  const entries = Object.entries(value).map(([key, child]) => {
    const childPath = [...path, key];
    if (typeof child !== 'string') return [key, resolveFileReferences(child, options, childPath)];
    if (key.endsWith(ENDING)) return [key, resolveReference(child, childPath, options)];
    const isPath = key.endsWith(WRITTEN_ENDING) || key === REPLACED_KEY;
    return [key, isPath && child !== '' ? resolve(options.directory, child) : child];
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
    // A pipe can be read only once, and reading one without a writer would hang.
    if (!statSync(path).isFile()) return 'does not name a regular file; give the path of one';
    const content = readFileSync(path);
    if (content.toString().trim() === '') return 'names a file that is empty; write the value into it';
    const problem = ONE_LINE_ENDING.test(key) ? parseSecret(content).problem : undefined;
    return problem === undefined ? undefined : `names a file that ${problem}`;
  } catch (error) {
    return `names a file that ${fileErrorMessage(error)}; a relative path starts at the configuration file's folder`;
  }
};

/** Completes a sentence that starts with the file's name. */
export function fileErrorMessage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  return `cannot be read (${typeof code === 'string' ? code : 'unknown error'})`;
}
