import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import { ApiError } from './api-error.ts';
import type { Fault } from './fault.ts';

const DEFAULT_HUGE_BYTES = 64 * 1024 * 1024;
const HUGE_CHUNK = Buffer.from(`"${'x'.repeat(65_533)}",`);
/** Reserved for documentation (RFC 2606): a host that must never receive a token. */
const DEFAULT_LOCATION = 'https://elsewhere.example.com/';
const GATEWAY_PAGE =
  '<!DOCTYPE html><html><head><title>503 Service Temporarily Unavailable</title></head>' +
  '<body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>';

/**
 * Applies a fault to a request. Returns true when the fault sends (or withholds) the response, false when the request
 * is to be processed further.
 * @throws ApiError for `status`: the vendor API renders it.
 */
export async function injectFault(fault: Fault, response: Response, signal: AbortSignal): Promise<boolean> {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) response.set('Retry-After', String(fault.retryAfter));
      throw new ApiError(fault.status ?? 500, 'injected.fault', 'fault injected by the simulator');
    case 'html':
      sendGatewayPage(response, fault.status ?? 503);
      return true;
    case 'hang':
      return true;
    case 'slow':
      await sleep((fault.delaySeconds ?? 1) * 1000, undefined, { signal }).catch(() => response.destroy());
      return response.destroyed;
    case 'reset':
      dropConnection(response);
      return true;
    case 'garbage':
      response.type('json').end('{"data": [<!-- this is not JSON');
      return true;
    case 'wrong_shape':
      response.type('json').end('{"data":{"unexpected":[1,"two",null]},"results":"none","entities":42}');
      return true;
    case 'huge':
      await sendHuge(response, fault.bytes ?? DEFAULT_HUGE_BYTES);
      return true;
    case 'redirect':
      response.redirect(302, fault.location ?? DEFAULT_LOCATION);
      return true;
    case 'truncate':
    case 'expire_tokens':
    case 'endless_pages':
      return false;
  }
}

export function sendGatewayPage(response: Response, status: number): void {
  response.status(status).type('html').end(GATEWAY_PAGE);
}

export function dropConnection(response: Response): void {
  response.socket?.resetAndDestroy();
}

async function sendHuge(response: Response, bytes: number): Promise<void> {
  response.type('json').write('{"data":[');
  for (let sent = 0; sent < bytes && !response.destroyed; sent += HUGE_CHUNK.length) {
    if (!response.write(HUGE_CHUNK)) await drained(response);
  }
  response.end('""]}');
}

/** Resolves when more may be written, or when the connection is closed. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}
