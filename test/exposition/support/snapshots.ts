import { gunzipSync } from 'node:zlib';
import type { QueueFacts } from '../../../src/domain/index.ts';
import type { Body } from '../../../src/exposition/exposition.ts';
import type { Exposition } from '../../../src/exposition/index.ts';
import type { Encoding, Format } from '../../../src/exposition/negotiate.ts';
import type { QueueView, TenantSnapshot } from '../../../src/signals/index.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

export function queueView(facts: Partial<QueueFacts> & { readonly id: string }, signals = {}): QueueView {
  return {
    facts: { name: facts.id, media: 'voice', ...facts },
    policy: POLICY,
    signals: { predictions: {}, ...signals },
  };
}

export function snapshot(
  tenant: string,
  queues: readonly QueueView[],
  rest: Partial<TenantSnapshot> = {},
): TenantSnapshot {
  return {
    tenant: { name: tenant, platform: 'genesys', api: 'details' },
    at: 1_750_000_000,
    collectors: [],
    components: [],
    queues,
    basis: { collectors: [], policies: { defaults: POLICY, rules: [] } },
    ...rest,
  };
}

export function bytes({ buffers, length }: Body): Buffer {
  const all = Buffer.concat(buffers);
  if (all.length !== length) throw new Error(`The body has ${all.length} bytes and says ${length}`);
  return all;
}

/** The page as a client sees it. */
export function page(
  exposition: Exposition,
  format: Format,
  encoding: Encoding = 'identity',
  tenant?: string,
): string {
  const body = exposition.body(format, encoding, tenant);
  const all = bytes(body);
  body.release();
  return (encoding === 'gzip' ? gunzipSync(all) : all).toString();
}
