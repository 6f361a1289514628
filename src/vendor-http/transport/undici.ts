import { createRequire } from 'node:module';
import type * as undici from 'undici';

/**
 * The parts of undici that requests use. Its index also loads fetch, WebSocket, caches and mocks, which take 4 MiB. Like the
 * index, this adds the methods `request` and `connect` (which a proxy needs) to dispatchers.
 */

const require = createRequire(import.meta.url);
const part = <Name extends keyof typeof undici>(file: string) =>
  require(`undici/lib/${file}.js`) as (typeof undici)[Name];

export const Agent = part<'Agent'>('dispatcher/agent');
export const Pool = part<'Pool'>('dispatcher/pool');
export const ProxyAgent = part<'ProxyAgent'>('dispatcher/proxy-agent');
export const errors = part<'errors'>('core/errors');

Object.assign(part<'Dispatcher'>('dispatcher/dispatcher').prototype, {
  request: require('undici/lib/api/api-request.js'),
  connect: require('undici/lib/api/api-connect.js'),
});
