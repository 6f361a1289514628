import { untilStopped } from '../../../app/index.ts';
import type { Platform } from '../../../platforms/index.ts';
import { applyPlans, type Outcome, type Plan, type QueuePlan } from '../../../queue-routing/index.ts';
import { EXIT, type Invocation } from '../../args/run-cli.ts';
import { UsageError } from '../../args/usage-error.ts';
import { outcomeLines, summaryText } from '../../render/outcomes.ts';
import { differs, planText } from '../../render/plan.ts';
import { painter, type Terminal } from '../../render/terminal.ts';
import { createRollbackFile, narrowRollbackFile, refuseExistingRollbackFile } from './rollback-file.ts';
import { openQueueSession, planSession, type QueueSession, resolveDoubts } from './session.ts';

type QueueApply = Invocation<'queue apply'>;

/** `queue apply`: brings the queues to their desired configuration, after showing what that changes. */
export async function queueApply(
  invocation: QueueApply,
  platforms: readonly Platform[],
  terminal: Terminal,
): Promise<number> {
  const { args, flags, stdout, stderr } = invocation;
  if (!flags.yes && !terminal.confirm)
    throw new UsageError('queue apply asks before it writes, and nobody can answer here; add --yes');
  if (flags['rollback-file'] !== undefined) await refuseExistingRollbackFile(flags['rollback-file']);
  await using session = await openQueueSession(invocation, platforms, { mayWrite: true });
  const doubts = await resolveDoubts(session);
  const plan = await planSession(session);
  const changed = plan.queues.filter(differs);
  stdout.write(planText({ tenant: session.tenant, file: args.file, plan, doubts }, painter(terminal)));
  if (changed.length === 0) return exitCode(plan, []);

  const question = `Apply this to ${changed.length} ${changed.length === 1 ? 'queue' : 'queues'} of ${session.tenant}?`;
  if (!flags.yes && !(await terminal.confirm?.(question))) {
    stderr.write('Nothing was applied.\n');
    return EXIT.failure;
  }
  return exitCode(plan, await applyAndTell(changed, session, invocation, terminal));
}

async function applyAndTell(
  changed: readonly QueuePlan[],
  session: QueueSession,
  { flags, stdout, stderr }: QueueApply,
  terminal: Terminal,
): Promise<readonly Outcome[]> {
  const paint = painter(terminal);
  const rollback = flags['rollback-file'];
  if (rollback !== undefined) await createRollbackFile(rollback, session.tenant, changed);
  const stopping = new AbortController();
  const stop = untilStopped();
  void stop.signalled.then(() => {
    stopping.abort();
    stderr.write('Stopping after the queue that is being written; once more to abandon it.\n');
  });
  try {
    const outcomes = await applyPlans(
      changed,
      { ...session.reading, writer: session.routing, journal: session.audit },
      {
        stop: stopping.signal,
        onOutcome: (plan, outcome) => {
          for (const line of outcomeLines(plan, outcome, session.desired, paint)) stdout.write(`${line}\n`);
        },
      },
    );
    stdout.write(`${session.tenant}: ${summaryText(outcomes)}\n`);
    if (rollback !== undefined) await finishRollback(rollback, session.tenant, changed, outcomes);
    return outcomes;
  } finally {
    stop.dispose();
  }
}

/** Kinds of outcomes after which the platform is surely as it was. */
const UNTOUCHED: ReadonlySet<string> = new Set(['conflict', 'refused', 'not_attempted']);

async function finishRollback(
  file: string,
  tenant: string,
  plans: readonly QueuePlan[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const written = plans.filter((_, index) => !UNTOUCHED.has(outcomes[index]?.kind ?? ''));
  if (written.length < plans.length) await narrowRollbackFile(file, tenant, written);
}

function exitCode({ unreadable }: Plan, outcomes: readonly Outcome[]): number {
  const failed = outcomes.some(({ kind, unrecorded }) => kind !== 'applied' || unrecorded !== undefined);
  return failed || unreadable.length > 0 ? EXIT.failure : EXIT.success;
}
