import { open } from 'node:fs/promises';
import { errorMessage } from '../domain/index.ts';
import { type ParsedPlan, parsePlan } from './parse-plan.ts';
import { PlanError } from './plan-error.ts';
import { MAX_PLAN_BYTES } from './plan-source.ts';

/** What changes when a file is written or replaced. */
export interface FileVersion {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
}

export interface PlanFile extends ParsedPlan {
  readonly version: FileVersion;
}

/**
 * Reads a plan's file; undefined when it is still the version `known`.
 * @throws PlanError, or the signal's reason.
 */
export async function readPlanFile(
  path: string,
  { known, signal }: { readonly known?: FileVersion | undefined; readonly signal?: AbortSignal } = {},
): Promise<PlanFile | undefined> {
  const read = await readChanged(path, known);
  signal?.throwIfAborted();
  if (!read) return undefined;
  try {
    return { ...(await parsePlan(read.text)), version: read.version };
  } catch (error) {
    throw error instanceof PlanError ? new PlanError(error.code, `${path} ${error.message}`) : error;
  }
}

async function readChanged(
  path: string,
  known: FileVersion | undefined,
): Promise<{ readonly text: string; readonly version: FileVersion } | undefined> {
  try {
    await using file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) throw new PlanError('plan_unreadable', `${path} is not a regular file`);
    if (stats.size > MAX_PLAN_BYTES)
      throw new PlanError('plan_too_large', `${path} is larger than ${MAX_PLAN_BYTES} bytes`);
    const version = { inode: stats.ino, size: stats.size, modifiedMs: stats.mtimeMs };
    if (known && isSame(version, known)) return undefined;
    return { text: await file.readFile('utf8'), version };
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw new PlanError('plan_unreadable', `${path} cannot be read: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function isSame(a: FileVersion, b: FileVersion): boolean {
  return a.inode === b.inode && a.size === b.size && a.modifiedMs === b.modifiedMs;
}
