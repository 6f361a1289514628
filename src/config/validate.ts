import type { z } from 'zod';
import { type ConfigPath, type ConfigProblem, formatPath, isPlainKey } from './config-error.ts';
import { issueMessage } from './issue-message.ts';
import { suggestion } from './nearest.ts';
import { shownValue } from './secrecy.ts';
import { type UnknownKey, unknownKeys } from './unknown-keys.ts';
import type { YamlSource } from './yaml-source.ts';

/** Judges parts of a file and gathers what is wrong with them, in the order of the file. */
export interface Validator {
  report(path: ConfigPath, message: string): void;
  /** The value as the schema gives it; undefined when it has problems, which are reported. */
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
  /** Where the cause is known already: what follows from it is not reported on top. */
  const settled = new Set(source.problems.map(({ path }) => path));
  const unknown = new Set<string>();

  function report(path: ConfigPath, message: string): void {
    if (!settled.has(formatPath(path))) problems.push(source.problemAt(path, message));
  }

  function reportUnknownKey({ path, key, known }: UnknownKey): void {
    const isReported = unknown.has(JSON.stringify(path));
    if (isReported || settled.has(formatPath(path))) return;
    unknown.add(JSON.stringify(path));
    const advice = isPlainKey(key)
      ? suggestion(key, known) || `; known here: ${known.join(', ')}`
      : '; is a space missing after a colon?';
    problems.push(source.problemAt(path, `unknown key${advice}`, 'key'));
  }

  return {
    report,
    parse(schema, value, path) {
      const result = schema.safeParse(value, { error: issueMessage });
      if (result.success) return result.data;
      for (const issue of result.error.issues.flatMap((each) => nearestForm(each))) {
        const at = [...path, ...issue.path.filter((step) => typeof step !== 'symbol')];
        if (issue.code === 'unrecognized_keys') {
          for (const key of issue.keys) reportUnknownKey({ path: [...at, key], key, known: [] });
        } else {
          const input = valueAt(value, issue.path);
          const shown = source.isFromEnvironment(at) ? undefined : shownValue(input, at);
          report(at, shown === undefined ? issue.message : withValue(issue.message, shown));
        }
      }
      return undefined;
    },
    refuseUnknownKeys(schema, value, path) {
      for (const each of unknownKeys(schema, value, path)) reportUnknownKey(each);
    },
    problems: () =>
      problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  };
}

/** Of the forms that a value may take, the one it comes nearest to tells best what is wrong with it. */
function nearestForm(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const [nearest = []] = [...issue.errors].sort((a, b) => a.length - b.length);
  return nearest.flatMap((each) => nearestForm({ ...each, path: [...issue.path, ...each.path] }));
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
