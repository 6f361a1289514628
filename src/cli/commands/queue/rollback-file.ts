import { access, open, rename, rm } from 'node:fs/promises';
import { formatDesiredState, settingKey } from '../../../config/index.ts';
import { type QueuePlan, rollbackOf } from '../../../queue-routing/index.ts';

/** The desired state that undoes an application, as a file. */

/** @throws Error when the file is there already: it may be what undoes an earlier application. */
export async function refuseExistingRollbackFile(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw alreadyThere(file);
}

function alreadyThere(file: string): Error {
  return new Error(`The rollback file ${file} is there already; choose another name`);
}

/** @throws Error when it cannot be written, or is there already. */
export async function createRollbackFile(
  file: string,
  tenant: string,
  plans: readonly QueuePlan[],
): Promise<void> {
  try {
    await writeSafely(file, 'wx', rollbackText(tenant, plans));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw alreadyThere(file);
    throw new Error(`The rollback file ${file} cannot be written`, { cause: error });
  }
}

/** Leaves in it only the queues that were, or may have been, written; without any, there is no file. */
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
      .map(({ field }) => `# ${queue.id} had no ${settingKey(field)}; that cannot be brought back.\n`),
  );
  const title = `# Undoes a queue apply of ${new Date().toISOString()}.\n`;
  return [title, ...lost, formatDesiredState({ tenant, queues: rollbackOf(plans) })].join('');
}

async function writeSafely(file: string, flags: 'w' | 'wx', text: string): Promise<void> {
  await using handle = await open(file, flags);
  await handle.writeFile(text);
  await handle.sync();
}
