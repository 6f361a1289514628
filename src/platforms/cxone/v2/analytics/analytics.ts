/** Collector `analytics`: every metric of interaction analytics, by channel, over the last 24 hours. */

import {
  ANALYTICS_METRICS,
  ANALYTICS_WINDOW_SECONDS,
  type AnalyticsReader,
  type Collector,
} from '../../../../domain/index.ts';
import { createRejectionCounter } from '../../../shared/rows.ts';

export interface AnalyticsOptions {
  readonly reader: AnalyticsReader;
  /** Unix seconds. */
  readonly now: () => number;
}

export function analytics({ reader, now }: AnalyticsOptions): Collector {
  return {
    name: 'analytics',
    collect: async (signal) => {
      const end = now();
      const { rows, rejected } = await reader.query(
        {
          metrics: ANALYTICS_METRICS,
          dimensions: ['channel'],
          start: utc(end - ANALYTICS_WINDOW_SECONDS),
          end: utc(end),
          filters: [],
        },
        signal,
      );
      const rejections = createRejectionCounter();
      const channels = rows.flatMap(({ dimensions: { channel }, figures }) => {
        if (channel) return [{ channel, figures }];
        rejections.reject('invalid_channel');
        return [];
      });
      return { analytics: channels, rejected: { ...rejected, ...rejections.counts() } };
    },
  };
}

/** ISO 8601 with offset. Source: CXone guide to interaction analytics, `dateRange`. */
function utc(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}+00:00`;
}
