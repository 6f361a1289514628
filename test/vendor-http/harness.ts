import { HttpResponse, type HttpResponseResolver } from 'msw';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { defined } from '../../src/domain/index.ts';
import {
  createRequestBudget,
  createVendorClient,
  type RequestContext,
  type VendorClient,
  type VendorClientOptions,
  VendorError,
  type VendorObserver,
  type VendorRequest,
} from '../../src/vendor-http/index.ts';

/** Short, so that tests need not wait. */
const TIMING = { backOffSeconds: 0.02, tokenBackOffSeconds: 0.2 };

export interface Observed {
  /** `endpoint code`, in order. */
  readonly requests: string[];
  retries: number;
  throttledSeconds: number;
  readonly budget: [requestsPerMinute: number, remaining: number][];
  readonly tokenExpiries: number[];
  tokensDropped: number;
  readonly warnings: object[];
}

export interface OpenClient extends VendorClient {
  readonly observed: Observed;
}

type ClientOptions = Partial<VendorClientOptions> &
  Pick<VendorClientOptions, 'baseUrl'> & {
    readonly requestsPerMinute?: number;
    readonly budgetWindowSeconds?: number;
  };

/** A client without a token for tenant `acme`, unless told otherwise; it ends with the test. */
export function openClient({
  requestsPerMinute,
  budgetWindowSeconds: windowSeconds,
  ...options
}: ClientOptions): OpenClient {
  const observed: Observed = {
    requests: [],
    retries: 0,
    throttledSeconds: 0,
    budget: [],
    tokenExpiries: [],
    tokensDropped: 0,
    warnings: [],
  };
  const onChange = (remaining: number) => observed.budget.push([requestsPerMinute ?? 0, remaining]);
  const budget = requestsPerMinute
    ? createRequestBudget(defined({ requestsPerMinute, windowSeconds, onChange }))
    : undefined;
  const client = createVendorClient({
    tenant: 'acme',
    ...(budget && { budget }),
    observer: observerOf(observed),
    log: { warn: (fields, message) => observed.warnings.push({ ...fields, message }) },
    ...options,
    timing: { ...TIMING, ...options.timing },
  });
  const close = async () => {
    budget?.close();
    await client.close();
  };
  onTestFinished(close);
  return { ...client, close, observed };
}

function observerOf(observed: Observed): VendorObserver {
  return {
    requestEnded: ({ endpoint, code }) => observed.requests.push(`${endpoint} ${code}`),
    retried: () => {
      observed.retries++;
    },
    throttled: (seconds) => {
      observed.throttledSeconds += seconds;
    },
    budgetChanged: (...budget) => observed.budget.push(budget),
    tokenObtained: (expiry) => observed.tokenExpiries.push(expiry),
    tokenDropped: () => {
      observed.tokensDropped++;
    },
  };
}

const figure = z.object({ value: z.number() });

/** `GET path` as endpoint `test`, expecting `{"value": number}`. */
export function get(path: string): VendorRequest<z.output<typeof figure>> {
  return { endpoint: 'test', method: 'GET', path, schema: figure };
}

/** Responds with JSON. */
export const json =
  (value: object, status = 200, headers: Record<string, string> = {}): HttpResponseResolver =>
  () =>
    HttpResponse.json(value, { status, headers });

/** Takes the request and never responds. */
export const silence: HttpResponseResolver = () => new Promise<never>(() => {});

/** Asks on behalf of the queues, with a deadline that only a hang reaches. */
export function patient(collector: RequestContext['collector'] = 'queues'): RequestContext {
  return { collector, signal: AbortSignal.timeout(20_000) };
}

/** What the call fails with. */
export async function failure(call: Promise<unknown>): Promise<VendorError> {
  const outcome = await call.then(
    (value) => new Error(`succeeded with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof VendorError) return outcome;
  throw outcome;
}
