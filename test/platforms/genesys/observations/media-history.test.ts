import { expect, it } from 'vitest';
import type { Media } from '../../../../src/domain/index.ts';
import type { QueryAggregates } from '../../../../src/platforms/genesys/observations/aggregates/aggregate-query.ts';
import { createMediaHistory } from '../../../../src/platforms/genesys/observations/aggregates/media-history.ts';
import { createQueueMedia } from '../../../../src/platforms/genesys/observations/queue-media.ts';

it('counts the rejected rows of the history by their reason, once', async () => {
  const queryAggregates: QueryAggregates = async ({ queues, rejections }) => {
    rejections.reject('invalid_group_media_type');
    rejections.reject('contradictory');
    rejections.reject('contradictory');
    return { rows: [], allowed: new Set(queues.keys()), incomplete: new Set() };
  };
  const history = createMediaHistory({
    queryAggregates,
    queueMedia: createQueueMedia('used'),
    log: { info: () => {}, warn: () => {} },
    now: () => 1_750_000_000,
    monotonic: () => 1000,
  });
  await history.refresh(
    new Map([
      ['q1', { id: 'q1', name: 'Billing', serviceLevels: new Map(), configuredMedia: new Set<Media>() }],
    ]),
    AbortSignal.timeout(5000),
  );
  expect(history.takeRejections()).toEqual({ invalid_group_media_type: 1, contradictory: 2 });
  expect(history.takeRejections()).toEqual({});
});
