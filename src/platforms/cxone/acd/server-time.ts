/** The platform's time: `GET /server-time` (source: NICE CXone developer portal, "Admin API", "Server time"). */

import type { RequestContext } from '../../../vendor-http/index.ts';
import { type RejectionCounter, validNumber } from '../../shared/rows.ts';
import type { AcdApi } from './api.ts';
import type { PlatformClock } from './platform-clock.ts';
import { anySpelling, instant } from './wire.ts';

const responseSchema = anySpelling({
  serverTime: instant.refine((at) => at !== undefined && !Number.isNaN(at), 'is not an instant'),
});

/** A clock may be set to another time zone; a larger difference is not a valid time. */
const MAX_DIFFERENCE_SECONDS = 86_400;

/** Reads the platform's time, and compares the clocks. */
export type ReadServerTime = (context: RequestContext, rejections: RejectionCounter) => Promise<void>;

export interface ServerTimeOptions {
  readonly api: AcdApi;
  readonly clock: PlatformClock;
  /** Clock of the exporter, Unix seconds. */
  readonly now: () => number;
}

export function serverTimeReader({ api, clock, now }: ServerTimeOptions): ReadServerTime {
  return async (context, rejections) => {
    const requestedAt = now();
    const { serverTime } = await api.get(
      { endpoint: 'server_time', path: '/server-time', schema: responseSchema },
      context,
    );
    const range = { min: requestedAt - MAX_DIFFERENCE_SECONDS, max: requestedAt + MAX_DIFFERENCE_SECONDS };
    const platformTime = validNumber(serverTime, range, 'server_time', rejections);
    if (platformTime !== undefined) clock.compare(platformTime, requestedAt, now());
  };
}
