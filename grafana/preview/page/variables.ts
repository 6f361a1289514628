import type { Dashboard, VariableModel } from './dashboard.ts';
import { asSeconds } from './durations.ts';
import { instantly, labelValues, type Range, type Series } from './prometheus.ts';

/** Template variables: what they offer, what is chosen, and how they are filled in. */

export interface Option {
  readonly text: string;
  readonly value: string;
}

export interface Variable {
  readonly model: VariableModel;
  readonly options: readonly Option[];
  readonly value: readonly string[];
}

/** Values that go before those of the variables, such as `__interval` or the one of a repeated section. */
export type Scoped = Readonly<Record<string, string>>;

const ALL = '$__all';

export const choosesAll = ({ value }: Variable) => value.includes(ALL);

/** The options that are chosen: for a repeated section, one each. */
export const chosen = (variable: Variable): readonly Option[] =>
  choosesAll(variable)
    ? variable.options
    : variable.options.filter(({ value }) => variable.value.includes(value));

/** What a viewer reads in the place of the variable. */
export const asText = (variable: Variable): string =>
  choosesAll(variable)
    ? 'All'
    : variable.value
        .map((value) => variable.options.find((option) => option.value === value)?.text ?? value)
        .join(' + ');

/** In the order of the dashboard, as a later one may depend on an earlier one. `parameters` has `var-NAME`. */
export async function resolveVariables(
  { templating }: Dashboard,
  parameters: URLSearchParams,
  range: Range,
): Promise<readonly Variable[]> {
  const resolved: Variable[] = [];
  for (const model of templating.list) {
    const options = await optionsOf(model, resolved, range);
    resolved.push({
      model,
      options,
      value: chosenFrom(model, options, parameters.getAll(`var-${model.name}`)),
    });
  }
  return resolved;
}

function chosenFrom(
  { type, current, query, includeAll }: VariableModel,
  options: readonly Option[],
  given: readonly string[],
): readonly string[] {
  if (given.length > 0) return given.map((value) => (value === 'All' ? ALL : value));
  if (type === 'textbox') return [String(query)];
  const offered = (value: string) => value === ALL || options.some((option) => option.value === value);
  const preset = [current?.value ?? []].flat().filter(offered);
  if (preset.length > 0) return preset;
  return [includeAll ? ALL : (options[0]?.value ?? '')];
}

async function optionsOf(
  { type, query, regex, sort }: VariableModel,
  earlier: readonly Variable[],
  range: Range,
): Promise<readonly Option[]> {
  if (type === 'datasource') return [{ text: 'Prometheus', value: 'prometheus' }];
  if (type === 'textbox') return [];
  const text = filledIn(typeof query === 'string' ? query : query.query, earlier, {
    __range: asSeconds(range.to - range.from),
  });
  const found = (await valuesOf(text, range)).flatMap((value) => optionIn(value, regex));
  const distinct = [...new Map(found.map((option) => [option.value, option])).values()];
  return sort === NATURAL_ASCENDING
    ? distinct.sort((a, b) => NATURAL_ORDER.compare(a.text, b.text))
    : distinct;
}

/** Grafana's `VariableSort.naturalAsc`. */
const NATURAL_ASCENDING = 7;
const NATURAL_ORDER = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

async function valuesOf(query: string, range: Range): Promise<readonly string[]> {
  const [, selector, label] = /^label_values\((?:(.+),\s*)?(\w+)\)$/s.exec(query) ?? [];
  if (label !== undefined) return labelValues(label, selector, range);
  const [, expr] = /^query_result\((.+)\)$/s.exec(query) ?? [];
  if (expr === undefined) throw new Error(`not a variable's query: ${query}`);
  return (await instantly(expr, range.to)).map(asSample);
}

/** How Grafana writes a sample for `query_result`. */
function asSample({ metric, value: [time, value] = [0, ''] }: Series): string {
  const labels = Object.entries(metric).map(([name, text]) => `${name}="${text}"`);
  return `{${labels.join(',')}} ${value} ${time * 1000}`;
}

function optionIn(value: string, regex: string | undefined): readonly Option[] {
  if (!regex) return [{ text: value, value }];
  const [, pattern = regex, flags = ''] = /^\/(.*)\/(\w*)$/s.exec(regex) ?? [];
  const match = new RegExp(pattern, flags).exec(value);
  if (!match) return [];
  const found = match.groups?.value ?? match[1] ?? match[0];
  return [{ text: match.groups?.text ?? found, value: found }];
}

/** The text with `$name`, `${name}` and `${name:format}` replaced; what is not known stays. */
export function filledIn(text: string, variables: readonly Variable[], scoped: Scoped = {}): string {
  return text.replaceAll(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g, (whole, braced, format, bare) => {
    const name = braced ?? bare;
    if (scoped[name] !== undefined) return scoped[name];
    const variable = variables.find(({ model }) => model.name === name);
    if (!variable) return whole;
    if (format === 'raw') return variable.value.join(',');
    return inPromQL(variable);
  });
}

function inPromQL(variable: Variable): string {
  const { model, options, value } = variable;
  if (choosesAll(variable)) return model.allValue ?? alternatives(options.map((option) => option.value));
  if (model.multi || model.includeAll) return alternatives(value);
  return (value[0] ?? '').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function alternatives(values: readonly string[]): string {
  const escaped = values.map((value) =>
    value.replaceAll('\\', '\\\\\\\\').replaceAll(/[$^*{}[\]'+?.()|]/g, '\\\\$&'),
  );
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}
