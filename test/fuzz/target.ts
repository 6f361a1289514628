import type fc from 'fast-check';

/** A parser of outside input with the means to break it. */
export interface Target {
  readonly name: string;
  /** Inputs; each is shown as text when it fails. */
  readonly inputs: fc.Arbitrary<string>;
  /** Parses one input, and uses the result as the exporter does. May throw what {@link isExpected} accepts. */
  readonly run: (input: string) => unknown;
  /** Whether an error is one that callers handle: typed, with a stable code. */
  readonly isExpected: (error: unknown) => boolean;
}

/** Put into configurations and answers where a secret stands; no error may show it. */
export const SECRET = 'hunter2-open-sesame';

/** Whether an error has a code in the form of all others. */
export function hasCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^[a-z_]+$/.test(String(error.code));
}

/** Every text of an error that a log line would hold. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, ...fields } = error as Error & { readonly cause?: unknown };
  return `${error.message} ${JSON.stringify(fields)} ${cause === undefined ? '' : textOf(cause)}`;
}
