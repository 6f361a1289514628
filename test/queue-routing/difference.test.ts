import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, differences, withDesired } from '../../src/queue-routing/difference.ts';
import { rollbackOf } from '../../src/queue-routing/index.ts';
import { planQueue } from '../../src/queue-routing/plan.ts';
import { allSettings, queueOf, someSettings } from './arbitraries.ts';

describe('laws of the difference', () => {
  it('what is applied no longer differs', () => {
    fc.assert(
      fc.property(allSettings(), someSettings(), (current, desired) => {
        expect(differences(withDesired(current, desired), desired)).toEqual([]);
      }),
    );
  });

  it('it names just what has to be written, and no more', () => {
    fc.assert(
      fc.property(someSettings(), someSettings(), (current, desired) => {
        const found = differences(current, desired);
        const needed = Object.fromEntries(found.map(({ field, after }) => [field, after]));
        expect(differences(withDesired(current, needed), desired)).toEqual([]);
        for (const { field } of found) {
          const { [field]: _, ...others } = needed;
          expect(differences(withDesired(current, others), desired).map((each) => each.field)).toEqual([
            field,
          ]);
        }
      }),
    );
  });

  it('what is left out is left alone', () => {
    fc.assert(
      fc.property(allSettings(), someSettings(), (current, desired) => {
        const after = withDesired(current, desired);
        const untouched = Object.entries(current).filter(([key]) => Reflect.get(desired, key) === undefined);
        expect(after).toMatchObject(Object.fromEntries(untouched));
        expect(differences(current, {})).toEqual([]);
      }),
    );
  });

  it('the order of skills and overflow targets means nothing', () => {
    fc.assert(
      fc.property(allSettings(), (settings) => {
        const { skills, overflowTargets } = settings;
        const turned = { skills: skills.toReversed(), overflowTargets: overflowTargets.toReversed() };
        expect(differences(settings, turned)).toEqual([]);
      }),
    );
  });

  it('the rollback of a plan brings back what was there', () => {
    fc.assert(
      fc.property(allSettings(), someSettings(), (current, desired) => {
        const before = queueOf(current);
        const [undo] = rollbackOf([planQueue(before, desired)]);
        const after = queueOf(withDesired(withDesired(current, desired), undo?.settings ?? {}));
        expect(changesBetween(before, after)).toEqual([]);
      }),
    );
  });
});

it('a rollback leaves what had no value', () => {
  const plan = planQueue(queueOf({ maxWaitSeconds: 60 }), { maxWaitSeconds: 90, skillRoutingType: 'any' });
  expect(rollbackOf([plan])).toEqual([{ id: 'q1', settings: { maxWaitSeconds: 60 } }]);
  expect(rollbackOf([planQueue(queueOf({}), { skillRoutingType: 'any' })])).toEqual([]);
  const [undo] = rollbackOf([plan]);
  expect(Object.keys(undo?.settings ?? {})).toEqual(['maxWaitSeconds']);
});

describe('changes between two readings', () => {
  it('show everything but the version', () => {
    const earlier = queueOf(
      { maxWaitSeconds: 60, waitMusic: 'none' },
      { rest: { owner: 'a', tags: [1, 2] } },
    );
    const later = queueOf(
      { maxWaitSeconds: 90, skillRoutingType: 'any' },
      { version: 9, rest: { owner: 'b', tags: [1, 2] } },
    );
    expect(changesBetween(earlier, { ...earlier, version: 7 })).toEqual([]);
    expect(changesBetween(earlier, later)).toEqual([
      { field: 'maxWaitSeconds', before: 60, after: 90 },
      { field: 'waitMusic', before: 'none', after: undefined },
      { field: 'skillRoutingType', before: undefined, after: 'any' },
      { field: 'owner', before: 'a', after: 'b' },
    ]);
  });

  it('show an entry of a list that differs in one part', () => {
    const skills = [{ id: 's1', level: '1' }];
    expect(differences({ skills }, { skills: [{ id: 's1', level: '2' }] })).toHaveLength(1);
    expect(differences({ skills }, { skills: [...skills, { id: 's2', level: '1' }] })).toHaveLength(1);
    expect(differences({ skills }, { skills: [] })).toHaveLength(1);
  });
});
