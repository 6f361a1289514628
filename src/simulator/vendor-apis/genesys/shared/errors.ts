import type { ApiError } from '../../../http/api-error.ts';

export const GENESYS_CORRELATION_HEADER = 'ININ-Correlation-Id';

/** The platform's ErrorBody. */
export function genesysErrorBody({ status, code, message, problems }: ApiError, contextId: string): unknown {
  return {
    message,
    code,
    status,
    contextId,
    details: problems.map(({ field }) => ({ errorCode: 'invalid', fieldName: field })),
    errors: [],
  };
}
