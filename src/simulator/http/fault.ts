import { z } from 'zod';
import { matchesWildcard } from '../../domain/index.ts';

/** Faults that can be injected into the next requests of a tenant, for tests and demonstrations. */

const FAULT_KINDS = [
  /** `status` with the vendor's error body, and `Retry-After` when `retryAfter` is given. */
  'status',
  /** An HTML page with `status` (503 when absent), as a gateway sends it. */
  'html',
  /** The request is accepted; no response is sent. */
  'hang',
  /** The correct response, after `delaySeconds`. */
  'slow',
  /** The connection is reset before any response. */
  'reset',
  /** The connection is closed after half of the correct response. */
  'truncate',
  /** 200 and the JSON content type, but a body that does not parse. */
  'garbage',
  /** 200 and well-formed JSON of another shape. */
  'wrong_shape',
  /** 200 and `bytes` (64 MiB when absent) of JSON. */
  'huge',
  /** Revokes every token that was issued so far. */
  'expire_tokens',
  /** 302 to `location` (another host when absent). */
  'redirect',
  /** Every page links to a next one. */
  'endless_pages',
] as const;

export const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** Path or endpoint name, `*` and `?` as wildcards; absent: every request. */
  endpoint: z.string().optional(),
  status: z.int().min(200).max(599).optional(),
  /** Sent as it is: seconds or an HTTP date. */
  retryAfter: z.union([z.string(), z.number()]).optional(),
  delaySeconds: z.number().min(0).optional(),
  bytes: z.int().min(1).optional(),
  location: z.string().optional(),
  /** Number of matching requests it affects; absent: all until it is cleared. */
  count: z.int().min(1).optional(),
});
export type Fault = Readonly<z.infer<typeof faultSchema>>;

export interface FaultBoard {
  add(fault: Fault): void;
  clear(): void;
  /** The first fault that matches this request; counts as one use. */
  take(path: string, endpoint: string | undefined): Fault | undefined;
  readonly active: readonly Fault[];
}

export function createFaultBoard(): FaultBoard {
  let entries: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      entries.push({ fault, left: fault.count ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      entries = [];
    },
    take(path, endpoint = '') {
      const entry = entries.find(({ fault: { endpoint: pattern = '*' } }) =>
        [path, endpoint].some((name) => matchesWildcard(pattern, name)),
      );
      if (!entry) return undefined;
      entry.left -= 1;
      entries = entries.filter(({ left }) => left > 0);
      return entry.fault;
    },
    get active() {
      return entries.map(({ fault, left }) => ({ ...fault, ...(Number.isFinite(left) && { count: left }) }));
    },
  };
}
