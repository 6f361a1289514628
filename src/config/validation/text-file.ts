import { readFile } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';
import { fileErrorMessage } from './file-references.ts';

/** @throws ConfigError when there is no such file, or something else than text in it. */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileProblem(file, `${fileErrorMessage(error)}; give the path of a file that can be read`, error);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw fileProblem(file, 'is not UTF-8 text; save it in that encoding', error);
  }
}

function fileProblem(file: string, message: string, cause: unknown): ConfigError {
  return new ConfigError([{ file, path: '', message }], { cause });
}
