import type { z } from 'zod';
import type { YamlSource } from '../yaml/source.ts';
import { type ConfigPath, type ConfigProblem, formatPath, isPlainKey } from './config-error.ts';
import { issueMessage } from './issue-message.ts';
import { suggestion } from './nearest.ts';
import { displayableValue } from './secrecy.ts';
import { type UnknownKey, unknownKeys } from './unknown-keys.ts';

/** Validates parts of a file and collects their problems in the order of the file. */
export interface Validator {
  /** Reports a problem of a value, unless one is already reported. */
  report(path: ConfigPath, message: string): void;
  /** The value parsed by the schema; undefined when it is invalid, which is reported. */
  parse<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    path: ConfigPath,
  ): z.output<Schema> | undefined;
  /** Reports each key, at any depth, that the schema does not know. */
  refuseUnknownKeys(schema: z.ZodType, value: unknown, path: ConfigPath): void;
  problems(): readonly ConfigProblem[];
}

export function createValidator(source: YamlSource): Validator {
  const problems: ConfigProblem[] = [...source.problems];
  /** One problem per value: consequences of the first are not reported. */
  const settled = new Set(source.problems.map(({ path }) => path));
  const reported = new Set<string>();

  function add(path: ConfigPath, problem: ConfigProblem): void {
    const key = JSON.stringify(path);
    if (settled.has(formatPath(path)) || reported.has(key)) return;
    reported.add(key);
    problems.push(problem);
  }

  function report(path: ConfigPath, message: string): void {
    add(path, source.problemAt(path, message));
  }

  function reportUnknownKey({ path, key, value, known }: UnknownKey): void {
    const meant = suggestion(key, known);
    // A key without a value may be the second half of a secret that contains a comma, between braces.
    const isKey = isPlainKey(key) && (meant !== '' || (value !== null && value !== undefined));
    const advice = isKey ? meant || `; known here: ${known.join(', ')}` : SYNTAX_HINT;
    const problem = source.problemAt(path, `unknown key${advice}`, 'key');
    add(path, isKey ? problem : { ...problem, path: formatPath([...path.slice(0, -1), UNNAMED]) });
  }

  function reportIssue(issue: z.core.$ZodIssue, value: unknown, path: ConfigPath): void {
    const at = [...path, ...issue.path.filter((step) => typeof step !== 'symbol')];
    const input = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        reportUnknownKey({ path: [...at, key], key, value: valueAt(input, [key]), known: [] });
      }
      return;
    }
    const shown = source.referenceAt(at) === undefined ? displayableValue(input, at) : undefined;
    report(at, shown === undefined ? issue.message : withValue(issue.message, shown));
  }

  return {
    report,
    parse(schema, value, path) {
      const result = schema.safeParse(value, { error: issueMessage });
      if (result.success) return result.data;
      for (const issue of result.error.issues.flatMap(issuesOfNearestOption)) reportIssue(issue, value, path);
      return undefined;
    },
    refuseUnknownKeys(schema, value, path) {
      for (const each of unknownKeys(schema, value, path)) reportUnknownKey(each);
    },
    problems: () =>
      problems.toSorted(
        (a, b) =>
          byText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
      ),
  };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Placeholder of a key that is not shown. */
const UNNAMED = '?';
const SYNTAX_HINT = '; is a space missing after a colon, or are quotes missing?';

/** Issues of the union's option that the value matches best: with the fewest issues, and those deepest inside it. */
function issuesOfNearestOption(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const [nearest = []] = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a));
  return nearest.flatMap((each) => issuesOfNearestOption({ ...each, path: [...issue.path, ...each.path] }));
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

/** `must be x; do y` becomes `must be x, not "value"; do y`. */
function withValue(message: string, shown: string): string {
  if (!message.startsWith('must ') || message.includes(', not ')) return message;
  const [rule, ...advice] = message.split('; ');
  return [`${rule}, not ${shown}`, ...advice].join('; ');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, step) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, step) : undefined),
    value,
  );
}
