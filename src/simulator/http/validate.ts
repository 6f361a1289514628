import { z } from 'zod';
import { ApiError } from './api-error.ts';

/**
 * The input as the schema reads it.
 * @throws ApiError with `status` and one problem for each field that is wrong.
 */
export function validate<T extends z.ZodType>(schema: T, input: unknown, status = 400): z.output<T> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const summary = problems.map(({ field, message }) => `${field || 'body'}: ${message}`).join('; ');
  throw new ApiError(status, 'bad.request', summary, { problems });
}

/** A comma-separated list as an array; absent stays absent. */
export const csv = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));
