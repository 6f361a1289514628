/**
 * Platform health. The API has no health endpoint: the platform is up when `GET /server-time` succeeds (source: NICE CXone developer portal, "Admin API",
 * "Server time"). The components come from the public status page.
 */

import type { Collector } from '../../../domain/index.ts';
import { createRejectionCounter, validNumber } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';
import type { AcdApi } from './api.ts';
import type { PlatformClock } from './platform-clock.ts';
import { anySpelling, instant } from './wire.ts';

const responseSchema = anySpelling({
  serverTime: instant.refine((at) => at !== undefined && !Number.isNaN(at), 'is not an instant'),
});

/** A clock may be set to another time zone; a larger difference is not a valid time. */
const MAX_DIFFERENCE_SECONDS = 86_400;

export interface HealthOptions {
  readonly api: AcdApi;
  readonly clock: PlatformClock;
  readonly statusPage?: StatusPage;
  /** Clock of the exporter, Unix seconds. */
  readonly now: () => number;
}

export function health({ api, clock, statusPage, now }: HealthOptions): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const context = { collector: 'health', signal } as const;
      const rejections = createRejectionCounter();
      const readServerTime = async () => {
        const requestedAt = now();
        const { serverTime } = await api.get(
          { endpoint: 'server_time', path: '/server-time', schema: responseSchema },
          context,
        );
        const range = {
          min: requestedAt - MAX_DIFFERENCE_SECONDS,
          max: requestedAt + MAX_DIFFERENCE_SECONDS,
        };
        const platformTime = validNumber(serverTime, range, 'server_time', rejections);
        if (platformTime !== undefined) clock.compare(platformTime, requestedAt, now());
      };
      const [components] = await Promise.all([statusPage?.read(context, rejections), readServerTime()]);
      return { health: { components: components ?? [] }, rejected: rejections.counts() };
    },
  };
}
