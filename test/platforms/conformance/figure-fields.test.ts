import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FigureSource, factAt, factFigures } from '../../../src/domain/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import type { VendorClient, VendorRequest } from '../../../src/vendor-http/index.ts';
import { connectAdapter, platformSettings } from '../../support/adapter.ts';
import { APIS } from './apis.ts';
import { WINDOW_SECONDS } from './facts.ts';
import { simulateSurge } from './simulated-surge.ts';

/**
 * Whether a figure comes from the fields that its source names: two polls are captured, and read again without one of the
 * fields. A figure that stays the same comes from elsewhere.
 */

/** From one poll to the next, past the end of a half hour. */
const BETWEEN_SECONDS = 1_500;

/** Figures that are 0 in the captured polls with and without the field, and names that no captured response has. */
const NOT_SHOWN: Readonly<Record<string, { figures: readonly string[]; names: readonly string[] }>> = {
  observations: {
    figures: [
      'queues agents.not_responding: oOnQueueUsers',
      'queues agents.not_responding: count',
      'aggregates windows.rolling.shortAbandoned: count',
      'aggregates totals.shortAbandoned: count',
    ],
    names: ['tShortAbandon'],
  },
};

interface Exchange {
  readonly endpoint: string;
  readonly body: unknown;
}
/** Responses by request, in the order of equal requests. */
type Capture = Map<string, Exchange[]>;

const keyOf = ({ method, path, query = {}, json }: VendorRequest<unknown>) =>
  JSON.stringify([method, path, Object.entries(query), json]);

function withClient(platform: Platform, wrap: (client: VendorClient) => VendorClient): Platform {
  return {
    ...platform,
    connect: (context) =>
      platform.connect({ ...context, openClient: (target) => wrap(context.openClient(target)) }),
  };
}

/** Sends requests, and keeps the responses. */
const capturing =
  (capture: Capture) =>
  (client: VendorClient): VendorClient => ({
    close: () => client.close(),
    request: (request, context) => {
      const key = keyOf(request);
      const captured = capture.get(key) ?? [];
      capture.set(key, captured);
      const schema = z.preprocess((body) => {
        captured.push({ endpoint: `${request.method} ${request.path}`, body });
        return body;
      }, request.schema);
      return client.request({ ...request, schema }, context);
    },
  });

/** Answers requests from a capture, changed by `change`. */
const replaying = (capture: Capture, change: (exchange: Exchange) => unknown) => {
  const left = new Map([...capture].map(([key, exchanges]) => [key, [...exchanges]]));
  return (client: VendorClient): VendorClient => ({
    close: () => client.close(),
    request: async (request) => {
      const exchange = left.get(keyOf(request))?.shift();
      if (!exchange) throw new Error(`${request.method} ${request.path} was not captured`);
      return request.schema.parse(change(exchange));
    },
  });
};

/** Names in a field: those of `tAnswered: stats.count` are `tAnswered` and `count`. */
function namesIn(field: string): readonly string[] {
  const [, selected] = /name=(\w+)/.exec(field) ?? [];
  if (selected !== undefined) return [selected];
  const words = field.match(/\w+/g) ?? [];
  const last = words.at(-1) ?? '';
  return field.includes(':') ? [words[0] ?? '', last] : [last];
}

/** Renames every key and text that is the name. */
function without(name: string, value: unknown): unknown {
  if (value === name) return `no ${name}`;
  if (Array.isArray(value)) return value.map((each) => without(name, each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key === name ? `no ${name}` : key, without(name, each)]),
  );
}

const PATHS = new Map<string, readonly string[]>(
  factFigures(WINDOW_SECONDS).map(({ figure, path }) => [figure, path]),
);

describe.each(APIS)('$platform.platform $platform.api', ({ platform }) => {
  it('reads each figure from the fields that its source names', async () => {
    const { clock, tenant } = await simulateSurge(platform);
    const instants: number[] = [];
    const connect = (wrap: (client: VendorClient) => VendorClient, now: () => number) =>
      connectAdapter(withClient(platform, wrap), {
        settings: platformSettings(tenant),
        now,
        windowSeconds: WINDOW_SECONDS,
      });

    const capture: Capture = new Map();
    const live = connect(capturing(capture), clock.now);
    const polled = live.collectors.filter(({ idle }) => idle === undefined).map(({ name }) => name);
    for (const poll of [0, 1]) {
      if (poll > 0) clock.skip(BETWEEN_SECONDS);
      instants.push(clock.now());
      for (const name of polled) await live.collect(name);
    }

    /** Facts of every queue after the second poll, by collector. */
    async function replay(change: (exchange: Exchange) => unknown = ({ body }) => body) {
      let now = instants[0]!;
      const adapter = connect(replaying(capture, change), () => now);
      const facts = new Map<string, unknown>();
      for (const instant of instants) {
        now = instant;
        for (const name of polled) {
          const collected = await adapter.collect(name).catch(() => undefined);
          facts.set(name, collected?.queues ?? []);
        }
      }
      return (collector: string, figure: string) =>
        (facts.get(collector) as Parameters<typeof factAt>[0][]).map((queue) =>
          factAt(queue, PATHS.get(figure)!),
        );
    }

    const captured = await replay();
    const bodies = JSON.stringify([...capture.values()]);
    const elsewhere: string[] = [];
    const unseen = new Set<string>();
    for (const { name: collector, sources = {} } of live.collectors) {
      if (!polled.includes(collector)) continue;
      for (const [figure, { endpoint, fields, absentWhen }] of Object.entries<FigureSource>(sources)) {
        // Paths of some APIs have a prefix with the version.
        const [, path = ''] = endpoint.split(' ');
        const before = JSON.stringify(captured(collector, figure));
        // Nothing is configured during the test.
        if (figure === 'configChanges') continue;
        for (const name of new Set(fields.flatMap(namesIn))) {
          // A field that only decides whether there is a figure.
          if (absentWhen?.includes(`${name} `)) continue;
          if (!bodies.includes(`"${name}"`)) {
            unseen.add(name);
            continue;
          }
          const changed = await replay((exchange) =>
            exchange.endpoint.endsWith(path) ? without(name, exchange.body) : exchange.body,
          );
          if (JSON.stringify(changed(collector, figure)) === before)
            elsewhere.push(`${collector} ${figure}: ${name}`);
        }
      }
    }
    const { figures = [], names = [] } = NOT_SHOWN[platform.api] ?? {};
    expect(elsewhere).toEqual(figures);
    expect([...unseen]).toEqual(names);
  });
});
