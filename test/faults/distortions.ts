import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Distortion, Exchange, Reply } from './proxy.ts';

/** What may happen to a request on its way, by name: small functions over one exchange. `draw` is a random number in [0, 1). */
export type MakeDistortion = (draw: () => number) => Distortion;

const pick = <Item>(draw: () => number, items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(draw() * items.length)] ?? items[0];

const JSON_TYPE = { 'content-type': 'application/json' };
const GATEWAY_PAGE = '<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>';
/** Ends a connection without a goodbye. */
const reset = ({ response }: Exchange) => void response.socket?.resetAndDestroy();

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The response with other JSON in it. */
function changed(change: (body: Json) => Json): Distortion {
  return async (exchange) => {
    const reply = await exchange.reply();
    const body = Buffer.from(JSON.stringify(change(JSON.parse(reply.body.toString() || 'null') as Json)));
    exchange.send({ status: reply.status, body }, reply.status === 200);
  };
}

/** Every number of the rows of a response, replaced, but for ids: with another id it would be true of another queue. */
function withNumbers(replace: (value: number) => Json): (body: Json) => Json {
  const inRow = (value: Json, key = ''): Json => {
    if (typeof value === 'number') return /id$/i.test(key) ? value : replace(value);
    if (Array.isArray(value)) return value.map((each) => inRow(each, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inRow(each, name)]));
  };
  return (body) => mapRows(body, (rows) => rows.map((row) => inRow(row)));
}

/** Applies to every list of objects directly below the response. */
function mapRows(body: Json, change: (rows: readonly Json[]) => readonly Json[]): Json {
  if (Array.isArray(body)) return change(body);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, Array.isArray(value) ? change(value) : value]),
  );
}

/** Every row twice, the second time with other numbers: which one is true cannot be known. */
const contradicting = (body: Json): Json =>
  mapRows(body, (rows) => [...rows, ...(withNumbers((value) => value + 7)(rows) as readonly Json[])]);

const encoded =
  (
    headers: Readonly<Record<string, string>>,
    encode: (body: Buffer) => Buffer,
    isReadable: boolean,
  ): Distortion =>
  async (exchange) => {
    const reply: Reply = await exchange.reply();
    const status = reply.status;
    exchange.send(
      { status, headers: { ...JSON_TYPE, ...headers }, body: encode(reply.body) },
      isReadable && status === 200,
    );
  };

export const DISTORTIONS = {
  latency: (draw) => async (exchange) => {
    await delay(200 + 1300 * draw());
    await exchange.pass();
  },
  'no response': () => () => {},
  'reset before the response': () => reset,
  'reset after the request was processed': () => async (exchange) => {
    await exchange.reply();
    reset(exchange);
  },
  truncation: () => async (exchange) => {
    const { status, body } = await exchange.reply();
    exchange.response.writeHead(status, { ...JSON_TYPE, 'content-length': String(body.length) });
    exchange.response.write(body.subarray(0, body.length >> 1), () => exchange.response.destroy());
  },
  'truncation without a length': () => async (exchange) => {
    const { body } = await exchange.reply();
    exchange.send({ body: body.subarray(0, body.length >> 1) });
  },
  'a slow body': () => async (exchange) => {
    const { status, body } = await exchange.reply();
    exchange.response.writeHead(status, JSON_TYPE);
    for (const byte of body) {
      if (exchange.response.destroyed) return;
      exchange.response.write(Buffer.of(byte));
      await delay(100);
    }
    exchange.response.end();
  },
  garbage: (draw) => (exchange) => {
    const bytes = Buffer.from(Array.from({ length: 300 }, () => Math.floor(256 * draw())));
    const texts = [
      '{"data": [<!-- this is not JSON',
      '',
      '\u0000',
      '{"a":'.repeat(2000),
      GATEWAY_PAGE,
    ] as const;
    exchange.send({ body: pick(draw, [bytes, ...texts.map((text) => Buffer.from(text))]) });
  },
  'a wrong shape': (draw) => (exchange) => {
    const shapes = [
      'null',
      '[]',
      '"text"',
      '42',
      '{"unexpected":[{"id":"q1","value":99}]}',
      '{"data":7,"metrics":"none","results":7,"entities":7,"skillActivity":7,"skillSummaries":7}',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
    ] as const;
    exchange.send({ body: Buffer.from(pick(draw, shapes)) });
  },
  'negative numbers': () => changed(withNumbers((value) => -1 - value)),
  'numbers beyond all bounds': () => changed(withNumbers(() => 1e300)),
  'numbers missing': () => changed(withNumbers(() => null)),
  'rows that contradict each other': () => changed(contradicting),
  'a content coding that it has not': () => encoded({ 'content-encoding': 'gzip' }, (body) => body, false),
  'an unknown content coding': () => encoded({ 'content-encoding': 'rot13' }, (body) => body, true),
  'compressed twice': () =>
    encoded({ 'content-encoding': 'gzip' }, (body) => gzipSync(gzipSync(body)), false),
  'a byte order mark': () => encoded({}, (body) => Buffer.concat([Buffer.from('\ufeff'), body]), true),
  'UTF-16': () => encoded({}, (body) => Buffer.from(body.toString(), 'utf16le'), true),
  'an odd status': (draw) => (exchange) => {
    const status = pick(draw, [204, 206, 304, 400, 403, 404, 410, 418, 429, 500, 502, 503, 504, 599]);
    exchange.send({ status, headers: { 'content-type': 'text/html' }, body: Buffer.from(GATEWAY_PAGE) });
  },
  'a redirect elsewhere': () => (exchange) =>
    exchange.send({ status: 302, headers: { location: 'http://elsewhere.invalid/' } }),
  'a redirect to itself': () => (exchange) =>
    exchange.send({ status: 307, headers: { location: exchange.path } }),
} as const satisfies Record<string, MakeDistortion>;

/** The platform wants a pause of this many seconds. */
export const RETRY_AFTER_SECONDS = 3;
export const rateLimited: Distortion = ({ send }) =>
  send({ status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });

/** Applies a distortion to a part of the requests; the others pass. */
export function onlyFor(share: (exchange: Exchange) => boolean, distortion: Distortion): Distortion {
  return async (exchange) => (share(exchange) ? distortion(exchange) : exchange.pass());
}
