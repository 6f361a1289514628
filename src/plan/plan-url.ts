import { readFile } from 'node:fs/promises';
import { errorMessage } from '../domain/index.ts';
import { parseSecret } from '../settings/index.ts';
import { createTransport, isSuccess, type NetworkSettings, VendorError } from '../vendor-http/index.ts';
import { type ParsedPlan, parsePlan } from './parse-plan.ts';
import { PlanError } from './plan-error.ts';
import { MAX_PLAN_BYTES, type PlanSource, sourceName } from './plan-source.ts';

const ACCEPT = 'text/csv, application/json;q=0.9';

export interface FetchPlanOptions {
  readonly tenant: string;
  /** Absent: the proxy of the environment, and the certificate authorities of Node.js. */
  readonly network?: NetworkSettings | undefined;
  readonly signal: AbortSignal;
}

/**
 * Fetches a plan. The token is read at each call, so that it can be rotated; it is sent to the URL's own origin alone.
 * @throws PlanError, VendorError, TlsFileError, or the signal's reason.
 */
export async function fetchPlan(
  source: Extract<PlanSource, { url: string }>,
  { tenant, network, signal }: FetchPlanOptions,
): Promise<ParsedPlan> {
  const origin = { tenant, collector: 'plan', endpoint: 'plan' } as const;
  const authorization = source.tokenFile === undefined ? {} : await bearer(source.tokenFile);
  const transport = createTransport({ maxBodyBytes: MAX_PLAN_BYTES, network });
  try {
    const request = {
      method: 'GET',
      url: new URL(source.url),
      headers: { accept: ACCEPT, ...authorization },
    } as const;
    const { status, text } = await transport.send(request, origin, signal);
    if (!isSuccess(status)) throw new VendorError('http', origin, `HTTP ${status}`, { status });
    return await parsePlan(text);
  } catch (error) {
    throw error instanceof PlanError
      ? new PlanError(error.code, `${sourceName(source)} ${error.message}`)
      : error;
  } finally {
    await transport.close();
  }
}

async function bearer(file: string): Promise<{ readonly authorization: string }> {
  const { secret, problem } = parseSecret(await readToken(file));
  if (secret === undefined) throw new PlanError('plan_unreadable', `${file} ${problem}`);
  return { authorization: `Bearer ${secret}` };
}

async function readToken(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new PlanError('plan_unreadable', `${file} cannot be read: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
