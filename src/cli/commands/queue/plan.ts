import type { Platform } from '../../../app/index.ts';
import { EXIT } from '../../args/errors.ts';
import type { Invocation } from '../../args/run-cli.ts';
import { differs, planJson, planText } from '../../render/plan.ts';
import { painter, type Terminal } from '../../render/terminal.ts';
import { openQueueSession, planSession, resolveDoubts } from './session.ts';

/** There are differences: a script can tell them from a failure. */
const EXIT_DIFFERENCES = 3;

/** `queue plan`: shows how the queues differ from their desired configuration, without changing them. */
export async function queuePlan(
  invocation: Invocation<'queue plan'>,
  platforms: readonly Platform[],
  terminal: Terminal,
): Promise<number> {
  await using session = await openQueueSession(invocation, platforms, { mayWrite: false });
  const doubts = await resolveDoubts(session);
  const plan = await planSession(session);
  const shown = { tenant: session.tenant, file: invocation.args.file, plan, doubts };
  const isJson = invocation.flags.output === 'json';
  invocation.stdout.write(isJson ? planJson(shown) : planText(shown, painter(terminal)));
  if (plan.unreadable.length > 0) return EXIT.failure;
  return plan.queues.some(differs) ? EXIT_DIFFERENCES : EXIT.success;
}
