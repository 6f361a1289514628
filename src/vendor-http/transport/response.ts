import { z } from 'zod';
import { type CallOrigin, VendorError } from '../errors.ts';
import { isRetriableStatus } from '../limits/retry.ts';
import { boundedRetryAfter, parseRetryAfter } from '../limits/retry-after.ts';
import { header } from './headers.ts';
import { readable, redact } from './readable.ts';
import type { HttpResponse } from './transport.ts';

export interface ExpectedResponse<T> {
  readonly schema: z.ZodType<T>;
  /** Value of a 204 alone, where the platform says that it stands for an empty list. */
  readonly whenNoContent?: T;
  /** Value of every empty body. */
  readonly whenEmpty?: T;
}

/** Properties of a call and its client that parsing needs. */
export interface ResponseContext {
  readonly origin: CallOrigin;
  /** Values that no error may show. */
  readonly secrets: readonly string[];
  /** Reads the delay, in seconds, from the body of a 429 without `Retry-After`. */
  readonly retryAfterFromBody?: RetryAfterFromBody | undefined;
}

/** Reads the delay from the parsed body of an error response; undefined without one. */
export type RetryAfterFromBody = (body: unknown) => number | undefined;

/** Further problems usually have the same cause. */
const MAX_PROBLEMS = 3;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** @throws VendorError `http` for an error status, `invalid` for a body that is not JSON of the expected shape. */
export function parseResponse<T>(
  answer: HttpResponse,
  { schema, whenNoContent, whenEmpty }: ExpectedResponse<T>,
  context: ResponseContext,
): T {
  const { status, headers, text } = answer;
  if (!isSuccess(status)) throw httpError(answer, context);
  const invalid = (problem: string) =>
    new VendorError('invalid', context.origin, problem, { status, correlationId: correlationIdOf(answer) });

  if (text.trim() === '') {
    const empty = (status === 204 ? whenNoContent : undefined) ?? whenEmpty;
    if (empty !== undefined) return empty;
    throw invalid('the response is empty');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold a token.
    const type = readable(header(headers, 'content-type') ?? 'no content type');
    throw invalid(`the response is not JSON (${type}, ${text.length} characters)`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(`unexpected response shape: ${describeIssues(parsed.error)}`);
}

/** Paths and problems, never values. */
function describeIssues({ issues }: z.ZodError): string {
  const problems = issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => readable(`${z.core.toDotPath(path) || 'the whole'}: ${message}`));
  const more = issues.length - problems.length;
  return `${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function httpError(
  answer: HttpResponse,
  { origin, secrets, retryAfterFromBody }: ResponseContext,
): VendorError {
  const { status, headers } = answer;
  const detail = errorBody(answer.text, secrets);
  const words =
    vendorMessage(detail) || redact(header(headers, 'icstatusdescription') || answer.statusText, secrets);
  return new VendorError('http', origin, `HTTP ${status} ${readable(words)}`.trim(), {
    status,
    correlationId: correlationIdOf(answer, detail),
    detail,
    retryAfterSeconds: isRetriableStatus(status)
      ? (parseRetryAfter(headers) ??
        (status === 429 ? boundedRetryAfter(retryAfterFromBody?.(detail)) : undefined))
      : undefined,
  });
}

/** The body as JSON without secrets; undefined when it is not JSON, such as HTML. */
function errorBody(text: string, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'string' ? redact(value, secrets) : value,
    );
  } catch {
    return undefined;
  }
}

/** Property names of an error's code, message and field in the responses of vendors; the first one present counts. */
const CODE_KEYS = ['code', 'error', 'errorCode'];
const MESSAGE_KEYS = ['error_description', 'message', 'Message', 'description'];
const FIELD_KEYS = ['field', 'fieldName'];

function vendorMessage(detail: unknown): string {
  const words = [firstText(detail, CODE_KEYS), firstText(detail, MESSAGE_KEYS), nestedMessage(detail)];
  return words.filter(addsInformation).join(': ');
}

/** Vendors repeat themselves: drops a text that an earlier one contains. */
function addsInformation(
  words: string | undefined,
  index: number,
  all: readonly (string | undefined)[],
): boolean {
  return !!words && !all.slice(0, index).some((earlier) => earlier?.includes(words));
}

/** The first entry of an `errors` array: a message, or an object with a message and a field. */
function nestedMessage(detail: unknown): string | undefined {
  const errors = property(detail, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first === 'string') return first;
  return [firstText(first, FIELD_KEYS), firstText(first, MESSAGE_KEYS)].filter(Boolean).join(' ');
}

function firstText(object: unknown, keys: readonly string[]): string | undefined {
  const texts = keys.map((key) => property(object, key)).filter((value) => typeof value === 'string');
  return texts.find((text) => text !== '');
}

function property(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}

/** Headers that carry the correlation id; some platforms put it into the body as well. */
const CORRELATION_HEADERS = ['inin-correlation-id', 'correlationid', 'x-correlation-id', 'x-request-id'];

/** The platform's id of an exchange, from a header or from the parsed body. */
export function correlationIdOf({ headers }: HttpResponse, detail?: unknown): string | undefined {
  const fromHeader = CORRELATION_HEADERS.map((name) => header(headers, name)).find(Boolean);
  const id = firstText(detail, ['contextId']) ?? fromHeader;
  return id === undefined ? undefined : readable(id);
}
