import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PredictorState } from '../signals/index.ts';

/** What the predictor has learned, kept over restarts as JSON. */

/** Undefined where there is none yet. @throws Error for a file that cannot be read or is no such state. */
export async function readState(path: string): Promise<PredictorState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const state: unknown = JSON.parse(text);
  if (typeof state !== 'object' || state === null || !('version' in state) || !('tenants' in state)) {
    throw new Error('it holds no state of the predictor');
  }
  return state as PredictorState;
}

/** Replaces the file at once, so that a crash leaves the old or the new state, never half of one. */
export async function writeState(path: string, state: PredictorState): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, JSON.stringify(state));
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
