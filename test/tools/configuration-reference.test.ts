import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../src/platforms/index.ts';
import { configurationReference, REFERENCE_FILE } from '../../tools/configuration-reference.ts';
import { fakePlatforms } from '../config/fake-platforms.ts';

describe('the reference of the configuration', () => {
  it('is current; otherwise run: node tools/configuration-reference.ts', () => {
    expect(readFileSync(REFERENCE_FILE, 'utf8')).toBe(configurationReference(platforms));
  });

  it('shows for each key its type, its default or that it is required, and its meaning', () => {
    const lines = configurationReference(fakePlatforms).split('\n');
    for (const line of [
      "| `stale_after` | number | `3` | Missed polls after which a collector's series disappear |",
      '| `window` | duration | `15m` | Rolling window of the service level, in whole minutes |',
      '| `name` | text | required | Unique name; value of the label `tenant` |',
      '| `queues.include` | list of wildcard | `[]` | Names of queues to poll |',
      '| `service_level[].match` | wildcard | required | Name of the queues that this rule applies to |',
      '### `platform: genesys`, `api: observations`',
      '| `oauth.client_auth` | post or basic | `post` |  |',
      '| `max_pages` | number | `100` |  |',
    ]) {
      expect(lines).toContain(line);
    }
  });
});
