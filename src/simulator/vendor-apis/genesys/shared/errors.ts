import type { ApiError } from '../../../http/api-error.ts';

export const GENESYS_CORRELATION_HEADER = 'ININ-Correlation-Id';

/** ErrorBody of the platform's API. */
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
