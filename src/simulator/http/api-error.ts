/** An error response, before the vendor API renders it in its own format. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Vendor error code, where the vendor defines codes. */
  readonly code: string;
  /** Validation errors by field. */
  readonly problems: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

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
