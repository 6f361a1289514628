import { z } from 'zod';
import { type CallOrigin, VendorError } from '../errors.ts';
import { isRetriableStatus } from '../limits/retry.ts';
import { boundedRetryAfter, parseRetryAfter } from '../limits/retry-after.ts';
import { header } from './headers.ts';
import { readable, redact } from './readable.ts';
import type { HttpResponse } from './transport.ts';

/** What an answer says: a value of the expected shape, or an error in the vendor's words. */

export interface ExpectedResponse<T> {
  readonly schema: z.ZodType<T>;
  /** What an empty body stands for. */
  readonly whenEmpty?: T;
}

/** What a call and its client know about a response before it arrives. */
export interface ResponseContext {
  readonly origin: CallOrigin;
  /** What no error may show. */
  readonly secrets: readonly string[];
  /** The pause, in seconds, that the body of a 429 names where no header does. */
  readonly retryAfterFromBody?: RetryAfterFromBody;
}

/** Reads the parsed body of an error response; undefined where it names no pause. */
export type RetryAfterFromBody = (body: unknown) => number | undefined;

/** Further problems follow from the same cause as a rule. */
const MAX_PROBLEMS = 3;

/** @throws VendorError `http` for an error status, `invalid` for what is not JSON of the expected shape. */
export function parseResponse<T>(
  answer: HttpResponse,
  { schema, whenEmpty }: ExpectedResponse<T>,
  context: ResponseContext,
): T {
  const { status, headers, text } = answer;
  if (status < 200 || status > 299) throw httpError(answer, context);
  const invalid = (problem: string) =>
    new VendorError('invalid', context.origin, problem, { status, correlationId: correlationIdOf(answer) });

  if (text.trim() === '') {
    if (whenEmpty !== undefined) return whenEmpty;
    throw invalid('the answer is empty');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold a token.
    const type = readable(header(headers, 'content-type') ?? 'no content type');
    throw invalid(`the answer is not JSON (${type}, ${text.length} characters)`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(`the answer has another shape than expected: ${describeIssues(parsed.error)}`);
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
    vendorWords(detail) || redact(header(headers, 'icstatusdescription') || answer.statusText, secrets);
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

/** The body as JSON with every secret taken out of it; undefined when it is something else, such as HTML. */
function errorBody(text: string, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'string' ? redact(value, secrets) : value,
    );
  } catch {
    return undefined;
  }
}

/** The names under which vendors put an error's code, its sentence and the field it is about; the first there is. */
const CODE_KEYS = ['code', 'error', 'errorCode'];
const SENTENCE_KEYS = ['error_description', 'message', 'Message', 'description'];
const FIELD_KEYS = ['field', 'fieldName'];

function vendorWords(detail: unknown): string {
  const words = [firstText(detail, CODE_KEYS), firstText(detail, SENTENCE_KEYS), nestedWords(detail)];
  return words.filter(isNews).join(': ');
}

/** Vendors repeat themselves: a sentence that another before it holds says nothing new. */
function isNews(words: string | undefined, index: number, all: readonly (string | undefined)[]): boolean {
  return !!words && !all.slice(0, index).some((earlier) => earlier?.includes(words));
}

/** The first entry of an `errors` array: a sentence, or an object that holds one and names a field. */
function nestedWords(detail: unknown): string | undefined {
  const errors = property(detail, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first === 'string') return first;
  return [firstText(first, FIELD_KEYS), firstText(first, SENTENCE_KEYS)].filter(Boolean).join(' ');
}

function firstText(object: unknown, keys: readonly string[]): string | undefined {
  const texts = keys.map((key) => property(object, key)).filter((value) => typeof value === 'string');
  return texts.find((text) => text !== '');
}

function property(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}

/** Genesys Cloud gives it in the body or in a header of its own, CXone in `CorrelationId`. */
const CORRELATION_HEADERS = ['inin-correlation-id', 'correlationid', 'x-correlation-id', 'x-request-id'];

function correlationIdOf({ headers }: HttpResponse, detail?: unknown): string | undefined {
  const fromHeader = CORRELATION_HEADERS.map((name) => header(headers, name)).find(Boolean);
  const id = firstText(detail, ['contextId']) ?? fromHeader;
  return id === undefined ? undefined : readable(id);
}
