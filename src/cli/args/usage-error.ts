/** The command line is wrong: what about it, and how to mend it, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
