/**
 * Platform health. The API has no health endpoint: the platform is up when it reports its time. The components come from the
 * public status page.
 */

import type { Collector } from '../../../domain/index.ts';
import { createRejectionCounter } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';
import type { ReadServerTime } from './server-time.ts';

export interface HealthOptions {
  readonly readServerTime: ReadServerTime;
  readonly statusPage?: StatusPage;
}

export function health({ readServerTime, statusPage }: HealthOptions): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const context = { collector: 'health', signal } as const;
      const rejections = createRejectionCounter();
      const [components] = await Promise.all([
        statusPage?.read(context, rejections),
        readServerTime(context, rejections),
      ]);
      return { health: { components: components ?? [] }, rejected: rejections.counts() };
    },
  };
}
