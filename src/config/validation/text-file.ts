import { readFile } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';
import { fileErrorMessage } from './file-references.ts';

/** @throws ConfigError when the file does not exist, cannot be read or is not UTF-8 text. */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileProblem(file, `${fileErrorMessage(error)}; check the path of the file`, error);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw fileProblem(file, 'is not UTF-8 text; save it as UTF-8', error);
  }
}

function fileProblem(file: string, message: string, cause: unknown): ConfigError {
  return new ConfigError([{ file, path: '', message }], { cause });
}
