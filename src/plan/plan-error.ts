export type PlanErrorCode =
  /** The file does not exist or cannot be read. */
  | 'plan_unreadable'
  | 'plan_too_large'
  /** Neither CSV with the required header nor JSON rows. */
  | 'plan_invalid';

/** A plan as a whole cannot be used. The message names the file, or the URL without its query, and quotes no content. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code: PlanErrorCode;

  constructor(code: PlanErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
