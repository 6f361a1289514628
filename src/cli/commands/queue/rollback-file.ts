import { access, open, rename, rm } from 'node:fs/promises';
import { formatDesiredState, settingKey } from '../../../config/index.ts';
import { type QueuePlan, rollbackOf } from '../../../queue-routing/index.ts';

/** @throws Error when the file exists already: it may be needed to undo an earlier change. */
export async function refuseExistingRollbackFile(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw alreadyExists(file);
}

function alreadyExists(file: string): Error {
  return new Error(`rollback file ${file} already exists; choose another name`);
}

/**
 * Writes the desired state that undoes the plans.
 * @throws Error when the file cannot be written, or exists already.
 */
export async function createRollbackFile(
  file: string,
  tenant: string,
  plans: readonly QueuePlan[],
): Promise<void> {
  try {
    await writeSafely(file, 'wx', rollbackText(tenant, plans));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw alreadyExists(file);
    throw new Error(`cannot write rollback file ${file}`, { cause: error });
  }
}

/** Reduces the file to the queues that were, or may have been, written; without any, deletes it. */
export async function narrowRollbackFile(
  file: string,
  tenant: string,
  plans: readonly QueuePlan[],
): Promise<void> {
  if (plans.length === 0) return rm(file);
  const draft = `${file}.tmp`;
  await writeSafely(draft, 'w', rollbackText(tenant, plans));
  await rename(draft, file);
}

function rollbackText(tenant: string, plans: readonly QueuePlan[]): string {
  const lost = plans.flatMap(({ queue, differences }) =>
    differences
      .filter(({ before }) => before === undefined)
      .map(({ field }) => `# ${queue.id} had no ${settingKey(field)}, which cannot be restored.\n`),
  );
  const title = `# Undoes the queue apply of ${new Date().toISOString()}.\n`;
  return [title, ...lost, formatDesiredState({ tenant, queues: rollbackOf(plans) })].join('');
}

async function writeSafely(file: string, flags: 'w' | 'wx', text: string): Promise<void> {
  await using handle = await open(file, flags);
  await handle.writeFile(text);
  await handle.sync();
}
