import { access, constants, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Reads and writes the file that holds the predictor's state. */

/** Undefined when the file does not exist. @throws Error when it cannot be read. */
export async function readStateFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Renames an unreadable state file, so that the next save does not overwrite it. @throws Error when it cannot. */
export async function moveAside(path: string): Promise<string> {
  const aside = `${path}.unreadable`;
  await rename(path, aside);
  return aside;
}

/**
 * Replaces the file atomically: a crash leaves the old or the new state, never a part. The exporter is the file's only
 * writer, so one name for the temporary file is enough, and a crash leaves at most one behind.
 * @throws Error with the reason when the state is not saved.
 */
export async function writeStateFile(path: string, text: string): Promise<void> {
  const problem = await statePathProblem(path);
  if (problem) throw new Error(problem);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  try {
    await writeDurably(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes a file next to the path and removes it. Finds what {@link statePathProblem} finds, and what only writing
 * shows, such as a full disk. @throws Error with the reason.
 */
export async function probeStatePath(path: string): Promise<void> {
  const problem = await statePathProblem(path);
  if (problem) throw new Error(problem);
  await mkdir(dirname(path), { recursive: true });
  const probe = `${path}.probe`;
  try {
    await writeDurably(probe, 'x');
  } finally {
    await rm(probe, { force: true });
  }
}

/** Flushes the file: otherwise a power loss after the rename could leave an empty file. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns why a state cannot be kept at the path, as far as that shows without writing; undefined when it can. */
export async function statePathProblem(path: string): Promise<string | undefined> {
  try {
    const file = await statOf(path);
    if (file?.isDirectory()) return `${path} is a folder; give the path of a file`;
    if (file && !file.isFile()) return `${path} is not a regular file; give the path of a file`;
    if (file) await access(path, constants.R_OK);
    const folder = await nearestFolder(dirname(path));
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `${path} cannot be used: ${reason}`;
  }
}

/** The folder, or its nearest existing parent. @throws Error when that is not a folder. */
async function nearestFolder(folder: string): Promise<string> {
  const found = await statOf(folder);
  if (!found) return nearestFolder(dirname(folder));
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
  return folder;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
