import type { Collector } from '../../domain/index.ts';
import type { StatusPage } from '../status-page.ts';
import type { AcdApi } from './api.ts';
import type { PlatformClock } from './platform-clock.ts';
import { anySpelling, INSTANT, instant } from './wire.ts';

/**
 * Platform health. The API has no call for it: that `GET /server-time` answers is the witness, and what the public
 * status page says is shown beside it.
 */

const answerSchema = anySpelling({
  serverTime: instant.refine((at) => at !== undefined && at >= INSTANT.min, 'is no instant'),
});

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
      const askServerTime = async () => {
        const askedAt = now();
        const { serverTime } = await api.get(
          { endpoint: 'server_time', path: '/server-time', schema: answerSchema },
          context,
        );
        if (serverTime !== undefined) clock.compare(serverTime, askedAt, now());
      };
      const [components] = await Promise.all([statusPage?.read(context), askServerTime()]);
      return { health: { components: components ?? [] } };
    },
  };
}
