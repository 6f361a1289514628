import { type AuditLine, parseAuditLine } from '../../../config/index.ts';
import { isUnresolved, type PendingWrite } from '../../../queue-routing/index.ts';

export interface AuditContent {
  /** Writes whose outcome is unknown, oldest first. */
  readonly doubts: readonly PendingWrite[];
  /** Counted from 1. */
  readonly unreadableLines: readonly number[];
}

/** Finds the writes of an audit log that are in doubt: neither completed nor resolved. */
export function doubtsIn(content: string): AuditContent {
  const doubts = new Map<string, PendingWrite>();
  const unreadableLines: number[] = [];
  for (const [index, text] of content.split('\n').entries()) {
    if (text.trim() === '') continue;
    const line = parseAuditLine(text);
    if (!line) unreadableLines.push(index + 1);
    else if (line.event === 'intent') doubts.set(line.id, doubtOf(line));
    else if (isSettled(line)) doubts.delete(line.id);
  }
  return { doubts: [...doubts.values()], unreadableLines };
}

function doubtOf(line: Extract<AuditLine, { event: 'intent' }>): PendingWrite {
  const { id, time, tenant, queue_id: queueId, queue, version, before, after } = line;
  const at = Date.parse(time) / 1000;
  return { id, at, tenant, queueId, queue, before, after, ...(version !== undefined && { version }) };
}

function isSettled(line: Exclude<AuditLine, { event: 'intent' }>): boolean {
  return line.event === 'resolution' || !isUnresolved(line.outcome);
}
