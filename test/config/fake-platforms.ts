import { z } from 'zod';
import type { PlatformDescription } from '../../src/config/sections/tenant-schema.ts';

/** Two vendors in miniature: enough to see how a platform's own keys are treated. */

const oauth = z
  .object({
    client_id: z.string().min(1),
    client_secret: z.string().min(1).optional(),
    client_secret_file: z.string().min(1).optional(),
    token_url: z.url().optional(),
    client_auth: z.enum(['post', 'basic']).default('post'),
  })
  .refine(({ client_secret, client_secret_file }) => (client_secret ?? client_secret_file) !== undefined, {
    message: 'has no secret; add client_secret_file',
    path: ['client_secret_file'],
  });

export const fakePlatforms: readonly PlatformDescription[] = [
  {
    platform: 'cxone',
    api: 'v2',
    collectors: ['queues', 'aggregates', 'health'],
    settings: z.object({
      base_url: z.url({ protocol: /^https?$/ }),
      oauth,
      max_pages: z.int().min(1).default(100),
    }),
  },
  {
    platform: 'cxone',
    api: 'acd',
    collectors: ['queues', 'agents'],
    settings: z.object({ oauth }),
  },
  {
    platform: 'genesys',
    api: 'observations',
    reportsShortAbandons: true,
    collectors: ['queues', 'aggregates', 'agents', 'health', 'analytics', 'audit'],
    settings: z.strictObject({ region: z.string().min(1), oauth }),
  },
];
