import { describe, expect, it } from 'vitest';
import { minimal, parse, problemsOf } from './parse.ts';

const withCluster = (section: string) => `cluster: ${section}\n${minimal()}`;

describe('cluster', () => {
  it('is absent by default, and has defaults for all but the address of Redis', () => {
    expect(parse(minimal()).cluster).toBeUndefined();
    expect(parse(withCluster('{ redis_url: "redis://redis:6379" }')).cluster).toEqual({
      redisUrl: { url: 'redis://redis:6379' },
      name: 'default',
      leaseSeconds: 15,
      replicas: 3,
    });
  });

  it.each([
    ['{}', 'needs redis_url or redis_url_file'],
    ['{ redis_url: "http://redis" }', 'must be a URL such as redis://host:6379'],
    ['{ redis_url: "redis://a", name: "two words" }', 'must consist of letters'],
    ['{ redis_url: "redis://a", lease: 10ms }', 'lease'],
    ['{ redis_url: "redis://a", replicas: 0 }', 'replicas'],
  ])('refuses %s', (section, message) => {
    expect(problemsOf(withCluster(section))).toEqual([expect.stringContaining(message)]);
  });
});
