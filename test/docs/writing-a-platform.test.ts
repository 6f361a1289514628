/** The example of docs/writing-a-platform.md, which lies in src/platforms/acme there. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectAdapter } from '../support/adapter.ts';
import { json, startVendorServer } from '../support/vendor-server.ts';
import { acme } from './example-platform.ts';

const TOKEN = json({ access_token: 'token', expires_in: 3600 });

async function collect(...pages: readonly object[]) {
  const server = await startVendorServer({
    '/oauth/token': TOKEN,
    '/v1/queues': pages.map((page) => json(page)),
  });
  const { collect } = connectAdapter(acme, {
    settings: { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } },
    selection: { exclude: ['Test*'] },
  });
  return { collection: await collect('queues'), received: server.at('/v1/queues') };
}

describe('the example of writing a platform', () => {
  it('is shown in the guide as it is compiled and tested here', () => {
    const guide = readFileSync('docs/writing-a-platform.md', 'utf8');
    const shown = /```ts\n(.*?)```/s.exec(guide)?.[1];
    const tested = readFileSync('test/docs/example-platform.ts', 'utf8')
      .replaceAll("'../../src/platforms/", "'../")
      .replaceAll("'../../src/", "'../../");
    expect(shown).toBe(tested);
  });

  it('reads the selected queues of all pages, without the unknown values', async () => {
    const { collection, received } = await collect(
      { queues: [{ id: 'q1', name: 'Sales', waiting: 0, agentsAvailable: 4 }], total: 3, next: 'c2' },
      {
        queues: [
          { id: 'q2', name: '' },
          { id: 'q3', name: 'Test line', waiting: 1 },
        ],
        total: 3,
      },
    );
    expect(collection.queues).toStrictEqual([
      { id: 'q1', name: 'Sales', media: 'all', waiting: 0, agents: { available: 4 } },
      { id: 'q2', name: 'q2', media: 'all' },
    ]);
    expect(received.map(({ url }) => url)).toEqual(['/v1/queues', '/v1/queues?cursor=c2']);
  });

  it('rejects and counts a row and a value that cannot be true', async () => {
    const { collection } = await collect({ queues: [{ id: '' }, { id: 'q1', waiting: 0.5 }], total: 2 });
    expect(collection.queues).toStrictEqual([{ id: 'q1', name: 'q1', media: 'all' }]);
    expect(collection.rejected).toEqual({ invalid_id: 1, waiting_not_whole: 1 });
  });

  it('fails the poll when the list is shorter than its total', async () => {
    await expect(collect({ queues: [{ id: 'q1' }], total: 2 })).rejects.toMatchObject({
      code: 'list_inconsistent',
    });
  });
});
