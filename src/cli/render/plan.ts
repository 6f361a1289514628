import { keyedSettings, settingKey } from '../../config/index.ts';
import { errorMessage } from '../../domain/index.ts';
import type { Plan, QueuePlan } from '../../queue-routing/index.ts';
import type { ResolvedDoubt } from '../commands/queue/session.ts';
import { differenceLines } from './differences.ts';
import type { Paint } from './terminal.ts';

/** A plan to print, as text or as JSON. */
export interface ShownPlan {
  readonly tenant: string;
  /** The file of the desired state. */
  readonly file: string;
  readonly plan: Plan;
  readonly doubts: readonly ResolvedDoubt[];
}

const LAST_WRITE_WINS =
  'This platform has no configuration versions: a concurrent change during a write is overwritten.';

export function planText({ tenant, file, plan, doubts }: ShownPlan, paint: Paint): string {
  const changed = plan.queues.filter(differs);
  const total = plan.queues.length + plan.unreadable.length;
  const lines = [
    ...doubts.map((doubt) => doubtText(doubt, paint)),
    ...changed.flatMap((each) => [
      '',
      `${paint('bold', queueTitle(each))}${versionText(', version ', each.queue.version)}`,
      ...differenceLines(each.differences, paint).map((line) => `  ${line}`),
    ]),
    ...plan.unreadable.flatMap(({ id, error }) => [
      '',
      `${paint('bold', id)}: ${paint('red', `failed to plan: ${errorMessage(error)}`)}`,
    ]),
    ...(changed.length + plan.unreadable.length > 0 ? [''] : []),
    ...(changed.some(({ queue }) => queue.version === undefined) ? [LAST_WRITE_WINS] : []),
    `${tenant}: ${changed.length} of ${total} ${total === 1 ? 'queue differs' : 'queues differ'} from ${file}`,
  ];
  return `${lines.join('\n')}\n`.replace(/^\n/, '');
}

export function planJson({ tenant, file, plan, doubts }: ShownPlan): string {
  const shown = {
    tenant,
    file,
    queues: plan.queues.map(({ queue, differences }) => ({
      id: queue.id,
      name: queue.name,
      version: queue.version,
      differs: differences.length > 0,
      changes: differences.map(({ field, before, after }) => ({ setting: settingKey(field), before, after })),
    })),
    unreadable: plan.unreadable.map(({ id, error }) => ({ id, error: errorMessage(error) })),
    in_doubt: doubts.map(({ doubt, resolved, error }) => ({
      tenant: doubt.tenant,
      queue_id: doubt.queueId,
      since: new Date(doubt.at * 1000).toISOString(),
      version: doubt.version,
      before: keyedSettings(doubt.before),
      after: keyedSettings(doubt.after),
      resolution: resolved?.resolution ?? null,
      error: error === undefined ? undefined : errorMessage(error),
    })),
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/** `Sales EMEA (q1)` */
export function queueTitle({ queue: { name, id } }: QueuePlan): string {
  return name === id ? id : `${name} (${id})`;
}

/** Empty where the platform has no versions. */
export function versionText(words: string, version: number | undefined): string {
  return version === undefined ? '' : `${words}${version}`;
}

export function differs({ differences }: QueuePlan): boolean {
  return differences.length > 0;
}

const RESOLUTIONS = {
  applied: 'it was applied',
  not_applied: 'it was not applied',
  superseded: 'the settings have been changed again since',
  gone: 'the queue no longer exists',
} as const;

function doubtText({ doubt, resolved, error }: ResolvedDoubt, paint: Paint): string {
  const { queue, queueId, tenant, version, at } = doubt;
  const name = queue === queueId ? queueId : `${queue} (${queueId})`;
  const over = versionText(', over version ', version);
  const began = `In doubt: the write to ${name} of ${tenant}${over}, at ${new Date(at * 1000).toISOString()}`;
  if (resolved) {
    const now = versionText('; now version ', resolved.version);
    return paint('yellow', `${began}. Resolved: ${RESOLUTIONS[resolved.resolution]}${now}`);
  }
  if (error !== undefined) return paint('yellow', `${began}. Unresolved: ${errorMessage(error)}`);
  return paint('yellow', `${began}. Run queue plan for ${tenant} to resolve it`);
}
