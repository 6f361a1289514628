import type { Dashboard } from './dashboard.ts';
import { withLabels } from './frames.ts';
import { overRange, type Range } from './prometheus.ts';
import { filledIn, type Variable } from './variables.ts';

/** What annotations mark: a moment, or a span where the query has values at consecutive steps. */
export interface Annotation {
  readonly name: string;
  /** What a viewer reads who points at it, such as the name of an alert. */
  readonly title: string;
  readonly colour: string;
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** The dashboards' annotation queries ask at this step. */
const STEP_MS = 60_000;

export async function resolveAnnotations(
  { annotations }: Dashboard,
  variables: readonly Variable[],
  range: Range,
): Promise<readonly Annotation[]> {
  const found = await Promise.all(
    annotations.list.map(async ({ name, expr, iconColor, titleFormat }) => {
      const series = await overRange(filledIn(expr, variables), range, STEP_MS).catch(() => []);
      return series
        .flatMap(({ metric, values = [] }) => {
          const title = withLabels(titleFormat, metric);
          return spans(values.map(([time]) => time * 1000)).map((span) => ({ ...span, title }));
        })
        .map((span) => ({ ...span, name, colour: iconColor }));
    }),
  );
  return found.flat();
}

function spans(times: readonly number[]): readonly { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const time of times) {
    const last = result.at(-1);
    if (last && time - last.to <= STEP_MS) last.to = time;
    else result.push({ from: time, to: time });
  }
  return result;
}
