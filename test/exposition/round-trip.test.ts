import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../src/domain/index.ts';
import { createExposition } from '../../src/exposition/index.ts';
import type { Encoding, Format } from '../../src/exposition/negotiate.ts';
import { samplesOf, seriesKey } from './support/parse.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

/** Anything a platform might call a queue, with everything that needs care more often than chance would have it. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      '\0',
      '{',
      '}',
      ',',
      '=',
      ' ',
      '#',
      'é',
      '😀',
      '\ud800',
      '\udc00',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.integer({ min: 0, max: 100_000_000 }).map((thousandths) => thousandths / 1000),
  fc.constantFrom(
    Number.NaN,
    0,
    -0,
    1e21,
    1e-7,
    1e-6,
    2 ** 31,
    2 ** 31 - 1,
    2 ** 53,
    5e-324,
    Number.MAX_VALUE,
    1.7e9,
  ),
);
/** In seconds. */
const anyWindow = fc.integer({ min: 1, max: 86_400 });
const anyQueues = fc.uniqueArray(
  fc.record({ id: anyText, name: anyText, waiting: anyNumber, waitSeconds: anyNumber, window: anyWindow }),
  { selector: ({ id }) => id.toWellFormed(), maxLength: 60 },
);
const formats = ['text', 'openmetrics'] as const satisfies Format[];
const encodings = ['identity', 'gzip'] as const satisfies Encoding[];

describe('what is read back from a page', () => {
  it('reads back any labels and numbers, and never NaN', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyQueues, async (tenant, queues) => {
        const exposition = createExposition();
        const views = queues.map(({ id, name, waiting, waitSeconds, window }) =>
          queueView({ id, name, waiting, waitSeconds, windows: { [window]: { offered: waiting } } }),
        );
        exposition.publish(snapshot(tenant, views));
        await exposition.settled();

        const expected = new Map<string, number>();
        for (const { id, name, waiting, waitSeconds, window } of queues) {
          const labels = {
            tenant: tenant.toWellFormed(),
            queue_id: id.toWellFormed(),
            queue: name.toWellFormed(),
            media: 'voice',
          };
          const put = (metric: string, value: number, own = {}) => {
            if (Number.isNaN(value)) return;
            // Minus zero is written as 0, which is the same number.
            expected.set(seriesKey(`contact_center_queue_${metric}`, { ...labels, ...own }), value + 0);
          };
          put('waiting_interactions', waiting);
          put('reported_wait_seconds', waitSeconds);
          put('offered_interactions', waiting, { window: formatDuration(window) });
        }
        for (const format of formats) {
          for (const encoding of encodings) {
            const read = samplesOf(page(exposition, format, encoding), format);
            const own = [...read].filter(([key]) =>
              /waiting_interactions|wait_seconds|offered_interactions/.test(key),
            );
            expect(new Map(own)).toEqual(expected);
          }
        }
      }),
    );
  });
});
