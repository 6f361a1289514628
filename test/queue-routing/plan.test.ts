import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredQueue } from '../../src/queue-routing/desired.ts';
import { applyPlans, makePlan, type QueuePlan, rollbackOf } from '../../src/queue-routing/index.ts';
import { closeSimulatorsAfterEach } from '../simulator/support/http.ts';
import { someSettings } from './arbitraries.ts';
import { applyOptions, context, type SimulatedRouting, simulatedRouting } from './simulated.ts';

closeSimulatorsAfterEach();

const desiredOf = (...queues: DesiredQueue[]) => ({ tenant: 'acme', queues });
const differing = (plans: readonly QueuePlan[]) => plans.filter(({ differences }) => differences.length > 0);

describe('a plan', () => {
  it('shows what differs, queue by queue', async () => {
    const { routing, queueIds, somebodyElse } = await simulatedRouting();
    const [first = '', second = ''] = queueIds;
    somebodyElse(second, { maxWaitSeconds: 99 });
    const settings = { maxWaitSeconds: 99 };
    const plan = await makePlan(
      desiredOf({ id: second, settings }, { id: first, settings }),
      routing,
      context,
    );
    expect(plan.queues.map(({ queue, differences }) => [queue.id, queue.version, differences])).toEqual([
      [second, 2, []],
      [first, 1, [{ field: 'maxWaitSeconds', before: 1800, after: 99 }]],
    ]);
    expect(plan).toMatchObject({ unreadable: [], problems: [] });
  });

  it('finds every queue and skill that the platform does not have', async () => {
    const { routing, queueIds, skillIds } = await simulatedRouting();
    const [id = '', other = ''] = queueIds;
    const settings = {
      overflowTargets: [
        { id: other, threshold: 1 },
        { id: 'nowhere', threshold: 1 },
      ],
      skills: [
        { id: 'nobody', level: '1' },
        { id: skillIds[0]!, level: '1' },
      ],
    };
    const { problems } = await makePlan(
      desiredOf({ id, settings }, { id: 'unknown', settings: { maxWaitSeconds: 10 } }),
      routing,
      context,
    );
    expect(problems.map(({ queueId, path }) => [queueId, path])).toEqual([
      [id, ['overflowTargets', 1, 'id']],
      [id, ['skills', 0, 'id']],
      ['unknown', ['id']],
    ]);
  });

  it('is made for the other queues when one cannot be read', async () => {
    const { routing, queueIds, tenant } = await simulatedRouting();
    const [broken = '', whole = '', overflowing = ''] = queueIds;
    tenant.addFault({ kind: 'status', status: 403, endpoint: `/api/v2/routing/queues/${broken}` });
    const settings = { maxWaitSeconds: 99 };
    const plan = await makePlan(
      desiredOf(
        { id: broken, settings },
        { id: whole, settings },
        { id: overflowing, settings: { overflowTargets: [{ id: broken, threshold: 1 }] } },
      ),
      routing,
      context,
    );
    expect(plan.queues.map(({ queue }) => queue.id)).toEqual([whole]);
    expect(plan.unreadable.map(({ id, error }) => [id, String(error)])).toEqual([
      [broken, expect.stringContaining('routing:queues:read')],
      [overflowing, expect.stringContaining('routing:queues:read')],
    ]);
  });
});

describe('laws, on a platform', () => {
  const apply = ({ routing }: SimulatedRouting, plans: readonly QueuePlan[]) =>
    applyPlans(differing(plans), applyOptions(routing), {
      stop: new AbortController().signal,
      onOutcome: () => {},
    });

  it('leave no difference after a plan is applied, and restore the old state by its rollback', async () => {
    const centre = await simulatedRouting();
    const [id = '', ...others] = centre.queueIds;
    const known = { queues: others, skills: centre.skillIds };
    const planFor = (settings: DesiredQueue['settings']) =>
      makePlan(desiredOf({ id, settings }), centre.routing, context);

    await fc.assert(
      fc.asyncProperty(someSettings(known), async (settings) => {
        const before = centre.truth(id).settings;
        const plan = await planFor(settings);
        const outcomes = await apply(centre, plan.queues);
        expect(outcomes.every(({ kind }) => kind === 'applied')).toBe(true);
        expect(differing((await planFor(settings)).queues)).toEqual([]);

        const undo = await makePlan(desiredOf(...rollbackOf(plan.queues)), centre.routing, context);
        await apply(centre, undo.queues);
        const { waitMusic, ...after } = centre.truth(id).settings;
        expect({
          ...after,
          overflowTargets: sorted(after.overflowTargets),
          skills: sorted(after.skills),
        }).toEqual({
          ...before,
          overflowTargets: sorted(before.overflowTargets),
          skills: sorted(before.skills),
          waitMusic: undefined,
        });
        // Music that was off is off again, whatever address the platform keeps for it.
        expect(waitMusic.playMusic).toBe(before.waitMusic.playMusic);
        if (waitMusic.playMusic) expect(waitMusic.url).toBe(before.waitMusic.url);
        await apply(centre, (await planFor(settings)).queues);
      }),
      { numRuns: 40 },
    );
  });
});

function sorted<Entry extends { readonly id: string }>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((a, b) => a.id.localeCompare(b.id));
}
