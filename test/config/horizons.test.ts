import { describe, expect, it } from 'vitest';
import { minimal, parse, problemsOf } from './parse.ts';

const serviceLevel = (section: string) =>
  parse(`service_level: ${section}\n${minimal()}`).tenants[0]!.serviceLevel.defaults;

describe('the horizons of predictions', () => {
  it('are one by default, or the one that is configured', () => {
    expect(serviceLevel('{}')).toMatchObject({ horizonSeconds: 600 });
    expect(serviceLevel('{ horizon: 20m }')).toMatchObject({ horizonSeconds: 1200 });
    expect(serviceLevel('{ horizons: [20m] }')).toMatchObject({ horizonSeconds: 1200 });
    for (const section of ['{}', '{ horizons: [20m] }'])
      expect(serviceLevel(section)).not.toHaveProperty('furtherHorizons');
  });

  it('are up to three in any order, of which the shortest is the first', () => {
    expect(serviceLevel('{ horizons: [1h, 10m, 30m] }')).toMatchObject({
      horizonSeconds: 600,
      furtherHorizons: [1800, 3600],
    });
  });

  it.each([
    ['{ horizons: [] }', 'horizons'],
    ['{ horizons: [10m, 20m, 30m, 40m] }', 'up to 3'],
    ['{ horizons: [10m, 600s] }', 'twice'],
    ['{ horizons: [0s] }', 'horizons'],
    ['{ horizon: 10m, horizons: [10m, 30m] }', 'cannot be combined with horizons'],
  ])('are refused as %s', (section, problem) => {
    expect(problemsOf(`service_level: ${section}\n${minimal()}`).join()).toContain(problem);
  });
});
