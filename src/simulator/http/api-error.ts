/** An answer that is not a success, before a face gives it its vendor's form. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The vendor's own code, where it has codes. */
  readonly code: string;
  /** What is wrong with the request, by field. */
  readonly problems: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;

  constructor(status: number, code: string, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.status = status;
    this.code = code;
    this.problems = details.problems ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

interface ErrorDetails {
  readonly cause?: unknown;
  readonly problems?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
}
