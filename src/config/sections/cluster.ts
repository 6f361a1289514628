import { z } from 'zod';
import { duration, wholeNumber } from '../../settings/index.ts';
import { isRedisUrl, ONE_REDIS_URL, REDIS_URL_RULE, type RedisUrl, redisUrlOf } from './redis-url.ts';

/** Replicas that share their tenants. */
export interface ClusterConfig {
  readonly redisUrl: RedisUrl;
  /** Replicas with the same name share their tenants. */
  readonly name: string;
  readonly leaseSeconds: number;
  /** Number of replicas to assume until Redis has reported it. */
  readonly replicas: number;
}

const MAX_REPLICAS = 100;

/** The top-level section; without it, the exporter shares nothing. */
export const clusterSection = z
  .object({
    redis_url: z
      .string()
      .refine(isRedisUrl, REDIS_URL_RULE)
      .optional()
      .describe('URL of the Redis server that the replicas share, such as redis://host:6379'),
    redis_url_file: z.string().min(1).optional().describe('File that contains `redis_url`'),
    name: z
      .string()
      .regex(/^[\w.-]+$/, 'must consist of letters, digits, dots, hyphens and underscores')
      .prefault('default')
      .describe('Replicas with the same name share their tenants'),
    lease: duration({ min: 1 })
      .prefault('15s')
      .describe('Time after which the tenants of a replica that stopped are taken over'),
    replicas: wholeNumber({ min: 1, max: MAX_REPLICAS })
      .prefault(3)
      .describe(
        'Number of replicas to assume while Redis has not reported it; they share the request budget',
      ),
  })
  .superRefine(({ redis_url, redis_url_file }, context) => {
    if (redis_url !== undefined && redis_url_file !== undefined)
      context.addIssue({ code: 'custom', path: ['redis_url'], message: ONE_REDIS_URL });
    if (redis_url === undefined && redis_url_file === undefined)
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'needs redis_url or redis_url_file, the server that the replicas share',
      });
  })
  .transform(
    (written): ClusterConfig => ({
      redisUrl: redisUrlOf(written).redisUrl ?? { url: '' },
      name: written.name,
      leaseSeconds: written.lease,
      replicas: written.replicas,
    }),
  )
  .optional()
  .describe('Replicas that share their tenants; only read at startup');
