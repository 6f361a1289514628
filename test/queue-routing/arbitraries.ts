import fc from 'fast-check';
import {
  NO_MUSIC,
  type QueueRouting,
  ROUTING_STRATEGIES,
  type RoutingSettings,
} from '../../src/domain/index.ts';

/** Routing settings of every kind, for laws. */

const ids = ['q1', 'q2', `$\${q3}`, 'yes'] as const;

export interface KnownIds {
  readonly queues: readonly string[];
  readonly skills: readonly string[];
}

/** Settings that a platform takes, each of them given. */
export function allSettings({ queues, skills }: KnownIds = { queues: ids, skills: ids }) {
  return fc.record({
    routingStrategy: fc.constantFrom(...ROUTING_STRATEGIES),
    maxWaitSeconds: fc.integer({ min: 10, max: 7200 }),
    waitMusic: fc.constantFrom(NO_MUSIC, 'https://media.example.com/a.wav', `http://music.example/b?c=\${d}`),
    overflowTargets: listOf(queues, (id) => fc.record({ id: fc.constant(id), threshold: fc.nat(999) })),
    skills: listOf(skills, (id) => fc.record({ id: fc.constant(id), level: fc.constantFrom('1', '2', '5') })),
    skillRoutingType: fc.constantFrom('any', 'all'),
    enableOverflow: fc.boolean(),
    overflowThreshold: fc.nat(999),
  });
}

/** Some of those settings, the others left out or, which means the same, undefined. */
export function someSettings(known?: KnownIds): fc.Arbitrary<RoutingSettings> {
  const fate = fc.constantFrom('given', 'left out', 'undefined');
  return fc
    .tuple(allSettings(known), fc.array(fate, { minLength: 8, maxLength: 8 }))
    .map(([settings, fates]) =>
      Object.fromEntries(
        Object.entries(settings)
          .map(([key, value], index) => [key, fates[index] === 'given' ? value : undefined] as const)
          .filter((_, index) => fates[index] !== 'left out'),
      ),
    );
}

function listOf<Entry>(known: readonly string[], entry: (id: string) => fc.Arbitrary<Entry>) {
  return fc.shuffledSubarray([...known]).chain((some) => fc.tuple(...some.map(entry)));
}

/** A queue as a platform told it. */
export function queueOf(settings: RoutingSettings, changes: Partial<QueueRouting> = {}): QueueRouting {
  return { id: 'q1', name: 'Sales', media: 'all', version: 1, settings, rest: {}, document: {}, ...changes };
}
