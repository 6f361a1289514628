import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { keyedSettings, settingKey } from '../../../config/index.ts';
import type { Difference, Journal, Outcome, PendingWrite, Resolved } from '../../../queue-routing/index.ts';
import { doubtsIn } from './audit-lines.ts';

/**
 * The audit log of queue configuration: append-only JSON Lines, each synced to disk before the next step. A write has a
 * line `intent` before it is sent and a line `completion` once its outcome is known. A write that a crash interrupted gets
 * a line `resolution` later.
 */
export interface AuditLog extends Journal {
  /** Writes to any tenant whose outcome is unknown, oldest first. */
  readonly doubts: readonly PendingWrite[];
  /** Numbers of invalid lines, from 1, such as one that a crash truncated. */
  readonly unreadableLines: readonly number[];
  resolve(doubt: PendingWrite, resolved: Resolved): Promise<void>;
  close(): Promise<void>;
}

/** Reads the log; the file is created by the first write. */
export async function openAuditLog(file: string, tenant: string): Promise<AuditLog> {
  const content = await readExisting(file);
  const { doubts, unreadableLines } = doubtsIn(content);
  const by = whoami();
  let handle: FileHandle | undefined;

  async function append(line: object): Promise<void> {
    const isFirst = handle === undefined;
    handle ??= await openForAppending(file);
    // A truncated last line stays as it is; this one starts on a new line.
    const start = isFirst && content !== '' && !content.endsWith('\n') ? '\n' : '';
    await handle.appendFile(`${start}${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
    await handle.sync();
  }

  return {
    doubts,
    unreadableLines,
    begin: async ({ queue, after }) => {
      const id = randomUUID();
      await append({
        event: 'intent',
        id,
        by,
        tenant,
        queue_id: queue.id,
        queue: queue.name,
        version: queue.version,
        before: keyedSettings(queue.settings),
        after: keyedSettings(after),
      });
      return id;
    },
    complete: (id, outcome) => append({ event: 'completion', id, ...outcomeFields(outcome) }),
    resolve: ({ id }, { resolution, version }) =>
      append({ event: 'resolution', id, by, outcome: resolution, version }),
    close: async () => handle?.close(),
  };
}

function outcomeFields({ kind, version, reason, problems, differences }: Outcome): object {
  return {
    outcome: kind,
    version,
    reason,
    problems: problems?.map(({ path, message }) => ({ field: path.map(keyOf).join('.'), message })),
    differences: differences?.map(keyedDifference),
  };
}

function keyOf(step: string | number): string | number {
  return typeof step === 'string' ? settingKey(step) : step;
}

function keyedDifference({ field, before, after }: Difference): object {
  return { setting: settingKey(field), before, after };
}

async function readExisting(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new Error(`cannot read audit log ${file}`, { cause: error });
  }
}

async function openForAppending(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'a');
    await syncFolder(dirname(file));
    return handle;
  } catch (error) {
    throw new Error(`cannot write audit log ${file}`, { cause: error });
  }
}

/** Without it, a file created just before a power failure may be lost. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `user@host`; the user's number in a container without a user name. */
function whoami(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}
