import { createExposition } from '../../src/exposition/index.ts';
import { queuesJson } from '../../src/server/queues-json.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';

/** Lines of a page in the text format: comments, and samples whose labels are closed and whose value is a number. */
const LINE =
  /^(?:#.*|[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*\})? (?:-?\d[\d.]*(?:e[+-]?\d+)?|\+Inf|NaN)|)$/;

const problems: unknown[] = [];
const exposition = createExposition({ gzip: false, onError: (error) => problems.push(error) });

/** Shows a snapshot as the exporter does. @throws Error where it cannot be shown, or a page is not in its format. */
export async function showSnapshot(snapshot: TenantSnapshot): Promise<void> {
  problems.length = 0;
  exposition.publish(snapshot);
  await exposition.settled();
  const { buffers, release } = exposition.body('text', 'identity', snapshot.tenant.name);
  const page = Buffer.concat([...buffers]).toString();
  release();
  const [problem] = problems;
  if (problem instanceof Error) throw new Error(`cannot be shown: ${problem.cause ?? problem}`);
  const wrong = page.split('\n').find((line) => !LINE.test(line));
  if (wrong !== undefined) throw new Error(`not a line of the text format: ${wrong.slice(0, 300)}`);
  JSON.stringify(queuesJson([snapshot], false));
}
