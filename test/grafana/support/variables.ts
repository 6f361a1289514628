import type { Sample } from '../../support/prometheus.ts';
import { type Dashboard, expressionOf, type Variable } from './dashboards.ts';

/** Variables filled in as Grafana does it. */

/** The text that stands for each variable. */
export type Choice = Readonly<Record<string, string>>;

/** What Grafana provides by itself, for a dashboard that is looked at closely. */
const BUILT_IN: Choice = { __rate_interval: '1m', __interval: '15s', __range: '1h' };

export function filledIn(expr: string, choice: Choice, minStep?: string): string {
  const values: Choice = { ...BUILT_IN, ...(minStep && { __rate_interval: minStep }), ...choice };
  return expr.replaceAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (_, inBraces?: string, bare?: string) => {
    const name = inBraces ?? bare ?? '';
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of $${name} in ${expr}`);
    return value;
  });
}

export interface Option {
  readonly text: string;
  readonly value: string;
}

/** The values that a variable offers, out of the answer to its query. */
export function optionsOf({ query, regex }: Variable, samples: readonly Sample[]): readonly Option[] {
  const label = typeof query === 'string' ? undefined : /, (\w+)\)$/.exec(query.query)?.[1];
  if (regex === undefined || regex === '') {
    return samples.map(({ metric }) => ({
      text: metric[label ?? ''] ?? '',
      value: metric[label ?? ''] ?? '',
    }));
  }
  const [, pattern = '', flags] = /^\/(.*)\/(\w*)$/s.exec(regex) ?? [];
  return samples.flatMap((sample) => {
    const match = new RegExp(pattern, flags).exec(asText(sample));
    if (!match) return [];
    const value = match.groups?.value ?? match[1] ?? match[0];
    return [{ text: match.groups?.text ?? value, value }];
  });
}

/** How Grafana writes a sample for `query_result`: quotes are not escaped. */
function asText({ metric, value }: Sample): string {
  const labels = Object.entries(metric).map(([name, text]) => `${name}="${text}"`);
  return `{${labels.join(',')}} ${value} 0`;
}

/**
 * Every way to choose: "All" where there is that, otherwise one choice for each value. A choice that leaves a later
 * variable nothing to offer (a tenant that is out has no queues) is left out; that must not befall all of them.
 */
export async function choicesOf(
  { templating: { list } }: Dashboard,
  query: (expr: string) => Promise<readonly Sample[]>,
): Promise<readonly Choice[]> {
  let choices: readonly Choice[] = [{}];
  for (const variable of list) {
    const expr = expressionOf(variable);
    if (expr === undefined) continue;
    const extended = await Promise.all(
      choices.map(async (choice) => {
        const options = optionsOf(variable, await query(filledIn(expr, choice)));
        return valuesOf(variable, options).map((value) => ({ ...choice, [variable.name]: value }));
      }),
    );
    choices = extended.flat();
    if (choices.length === 0) throw new Error(`$${variable.name} offers nothing`);
  }
  return choices;
}

function valuesOf({ includeAll, allValue = '' }: Variable, options: readonly Option[]): readonly string[] {
  if (includeAll && options.length > 0) return [allValue];
  return options.map(({ value }) => value);
}
