import type { z } from 'zod';
import { suggestion } from './nearest.ts';

/** Names of types; each completes "must be". */
const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

/** The message of an issue for which the schema has none. Never contains the value. */
export function issueMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue.expected, issue.input);
    case 'invalid_value':
      return choiceMessage(issue.values.map(String), issue.input);
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a URL such as https://host/path' : 'has the wrong format';
    case 'too_small':
      return boundMessage(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive === false ? 'more than' : 'at least',
      );
    case 'too_big':
      return boundMessage(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive === false ? 'less than' : 'at most',
      );
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not an allowed key';
    case 'invalid_union':
      return issue.input === undefined ? 'is missing; add it' : 'matches none of the allowed forms';
    default:
      return 'is not allowed here';
  }
}

function typeMessage(expected: string, input: unknown): string {
  if (input === undefined) return 'is missing; add it';
  if (input === null) return 'is empty; give it a value, or delete the key';
  const quoted = expected === 'string' && typeof input !== 'object' ? '; put it in quotes' : '';
  return `must be ${EXPECTED[expected] ?? `of type ${expected}`}, not ${typeOf(input)}${quoted}`;
}

function typeOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  return EXPECTED[typeof input] ?? 'something else';
}

function choiceMessage(choices: readonly string[], input: unknown): string {
  const options = choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`;
  if (input === undefined) return `is missing; add it: ${options}`;
  const rule = `must be ${options}`;
  return typeof input === 'string' ? rule + suggestion(input, choices) : rule;
}

function boundMessage(origin: string, bound: number, relation: string): string {
  if (origin === 'string') {
    return bound === 1 && relation === 'at least'
      ? 'must not be empty'
      : `must have ${relation} ${bound} characters`;
  }
  if (origin === 'array' || origin === 'set') {
    return `must list ${relation} ${bound === 1 ? 'one' : bound}`;
  }
  return `must be ${relation} ${bound}`;
}
