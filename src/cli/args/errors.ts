/** Exit codes of every command. */
export const EXIT = { success: 0, failure: 1, usage: 2 } as const;

/** The command line is wrong. The message is one line: what is wrong, and how to fix it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** A flag's value is invalid. The message completes a sentence that starts with the flag's name: "must be ...". */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
  readonly code = 'invalid_value';
}
