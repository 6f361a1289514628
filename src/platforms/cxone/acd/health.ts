import type { Collector } from '../../../domain/index.ts';
import { createRejectionCounter, validNumber } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';
import type { AcdApi } from './api.ts';
import type { PlatformClock } from './platform-clock.ts';
import { anySpelling, instant } from './wire.ts';

/**
 * Platform health. The API has no call for it: that `GET /server-time` responses is the witness, and what the public
 * status page says is shown beside it.
 */

const responseSchema = anySpelling({
  serverTime: instant.refine((at) => at !== undefined && !Number.isNaN(at), 'is no instant'),
});

/** Clocks may be set to another time zone; a larger difference is no time of day at all. */
const MAX_DIFFERENCE_SECONDS = 86_400;

export interface HealthOptions {
  readonly api: AcdApi;
  readonly clock: PlatformClock;
  readonly statusPage?: StatusPage;
  /** Our clock, Unix seconds. */
  readonly now: () => number;
}

export function health({ api, clock, statusPage, now }: HealthOptions): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const context = { collector: 'health', signal } as const;
      const rejections = createRejectionCounter();
      const askServerTime = async () => {
        const askedAt = now();
        const { serverTime } = await api.get(
          { endpoint: 'server_time', path: '/server-time', schema: responseSchema },
          context,
        );
        const range = { min: askedAt - MAX_DIFFERENCE_SECONDS, max: askedAt + MAX_DIFFERENCE_SECONDS };
        const theirs = validNumber(serverTime, range, 'server_time', rejections);
        if (theirs !== undefined) clock.compare(theirs, askedAt, now());
      };
      const [components] = await Promise.all([statusPage?.read(context, rejections), askServerTime()]);
      return { health: { components: components ?? [] }, rejected: rejections.counts() };
    },
  };
}
