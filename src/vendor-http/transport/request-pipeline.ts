import { isTimeout, withTimeout } from '../../async/index.ts';
import { defined } from '../../domain/index.ts';
import { type CallOrigin, isVendorError, VendorError } from '../errors.ts';
import type { RateLimitGate } from '../limits/rate-limit-gate.ts';
import type { RequestBudget } from '../limits/request-budget.ts';
import type { VendorObserver } from '../vendor-client.ts';
import { bodyExcerpt } from './body-excerpt.ts';
import { throughProxy } from './connection-faults.ts';
import {
  correlationIdOf,
  type ExpectedResponse,
  parseResponse,
  type RetryAfterFromBody,
} from './response.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

/** One attempt of a call. */
export interface Attempt<T> {
  readonly request: HttpRequest;
  readonly expected: ExpectedResponse<T>;
  readonly origin: CallOrigin;
  readonly timeoutSeconds: number;
  /** Values that no error may show. */
  readonly secrets: readonly string[];
  /** Counted from 1 within the call. */
  readonly attempt: number;
  /** Whether the body of a success may hold a token, which no record may show. */
  readonly isTokenRequest?: boolean;
}

/** Waits for the rate limit and the request budget, sends once and parses the response. Every request passes here. */
export type SendRequest = <T>(call: Attempt<T>, signal: AbortSignal) => Promise<T>;

export interface PipelineOptions {
  readonly transport: Transport;
  readonly gate: RateLimitGate;
  readonly budget: RequestBudget;
  readonly observer: VendorObserver;
  readonly retryAfterFromBody?: RetryAfterFromBody;
}

export function createRequestPipeline(options: PipelineOptions): SendRequest {
  const { transport, gate, budget, observer, retryAfterFromBody } = options;

  async function admitted(origin: CallOrigin, signal: AbortSignal): Promise<void> {
    for (;;) {
      await gate.wait(origin, signal);
      await budget.admit(origin.collector, signal);
      // The gate may have closed while this call waited for the budget; its place is lost then.
      if (!gate.isClosed()) return;
    }
  }

  return async (call, signal) => {
    const { request, expected, origin, timeoutSeconds, secrets, attempt } = call;
    await admitted(origin, signal);
    if (attempt > 1) observer.retried();
    const started = performance.now();
    let seconds: number | undefined;
    let answer: HttpResponse | undefined;
    const ended = (code: string, failure?: VendorError) => {
      const correlationId = failure?.correlationId ?? (answer && correlationIdOf(answer));
      observer.requestEnded(
        defined({
          endpoint: origin.endpoint,
          method: request.method,
          collector: origin.collector,
          code,
          seconds: seconds ?? (performance.now() - started) / 1000,
          attempt,
          status: answer?.status,
          bytes: answer?.bytes,
          correlationId,
          failureBody: failure && answer && failureBody(answer, call),
        }),
      );
    };
    try {
      answer = await withTimeout(timeoutSeconds, signal, (bounded) =>
        transport.send(request, origin, bounded, () => budget.admit(origin.collector, bounded)),
      );
      seconds = (performance.now() - started) / 1000;
      const value = parseResponse(answer, expected, { origin, secrets, retryAfterFromBody });
      ended(String(answer.status));
      return value;
    } catch (error) {
      const failure = isTimeout(error)
        ? timedOut(origin, timeoutSeconds, signal, transport.proxyTo(request.url))
        : error;
      if (isVendorError(failure)) {
        ended(observedCode(failure), failure);
        if (failure.retryAfterSeconds !== undefined) gate.close(failure.retryAfterSeconds, failure);
      }
      throw failure;
    }
  };
}

/** A success of the token endpoint is not shown: its body may hold a token that could not be parsed. */
function failureBody(
  { status, text }: HttpResponse,
  { secrets, isTokenRequest = false }: Attempt<unknown>,
): string | undefined {
  const mayHoldToken = isTokenRequest && status < 400;
  return text === '' || mayHoldToken ? undefined : bodyExcerpt(text, secrets);
}

function timedOut(
  origin: CallOrigin,
  timeoutSeconds: number,
  { aborted }: AbortSignal,
  proxy: string | undefined,
): VendorError {
  const problem = aborted ? 'timed out at the deadline' : `timed out after ${timeoutSeconds} s`;
  return new VendorError('timeout', origin, `${problem}${throughProxy(proxy)}`, { proxy });
}

/** Value of the label `code` in the metrics, which have one for every unusable response. */
function observedCode({ code, status }: VendorError): string {
  if (code === 'http' || code === 'redirect_refused') return String(status);
  return code === 'body_too_large' ? 'invalid' : code;
}
