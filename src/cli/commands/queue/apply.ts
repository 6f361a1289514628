import { listenForStopSignal, type Platform } from '../../../app/index.ts';
import { applyPlans, type Outcome, type Plan, type QueuePlan } from '../../../queue-routing/index.ts';
import { EXIT, UsageError } from '../../args/errors.ts';
import type { Invocation } from '../../args/run-cli.ts';
import { outcomeLines, summaryText } from '../../render/outcomes.ts';
import { differs, planText } from '../../render/plan.ts';
import { painter, type Terminal } from '../../render/terminal.ts';
import { createRollbackFile, narrowRollbackFile, refuseExistingRollbackFile } from './rollback-file.ts';
import { openQueueSession, planSession, type QueueSession, resolveDoubts } from './session.ts';

type QueueApply = Invocation<'queue apply'>;

/** `queue apply`: applies the desired configuration to the queues, after showing the changes. */
export async function queueApply(
  invocation: QueueApply,
  platforms: readonly Platform[],
  terminal: Terminal,
): Promise<number> {
  const { args, flags, stdout, stderr } = invocation;
  if (!flags.yes && !terminal.confirm)
    throw new UsageError('queue apply asks for confirmation, but stdin is not a terminal; add --yes');
  if (flags['rollback-file'] !== undefined) await refuseExistingRollbackFile(flags['rollback-file']);
  await using session = await openQueueSession(invocation, platforms, { mayWrite: true });
  const doubts = await resolveDoubts(session);
  const plan = await planSession(session);
  const changed = plan.queues.filter(differs);
  stdout.write(planText({ tenant: session.tenant, file: args.file, plan, doubts }, painter(terminal)));
  if (changed.length === 0) return exitCode(plan, []);

  const question = `Apply this to ${changed.length} ${changed.length === 1 ? 'queue' : 'queues'} of ${session.tenant}?`;
  if (!flags.yes && !(await terminal.confirm?.(question))) {
    stderr.write('Not applied.\n');
    return EXIT.failure;
  }
  return exitCode(plan, await applyAndReport(changed, session, invocation, terminal));
}

async function applyAndReport(
  changed: readonly QueuePlan[],
  session: QueueSession,
  { flags, stdout, stderr }: QueueApply,
  terminal: Terminal,
): Promise<readonly Outcome[]> {
  const paint = painter(terminal);
  const rollback = flags['rollback-file'];
  if (rollback !== undefined) await createRollbackFile(rollback, session.tenant, changed);
  const stopping = new AbortController();
  const stop = listenForStopSignal();
  void stop.signalled.then(() => {
    stopping.abort();
    stderr.write('Stopping after the current queue; press Ctrl-C again to abort it.\n');
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

/** Outcomes that leave the platform's configuration unchanged. */
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
