import { describe, expect, it } from 'vitest';
import { createPlanMatchLog } from '../../src/app/tenants/plan-match-log.ts';
import type { CollectorName, QueueFacts, TenantState } from '../../src/domain/index.ts';

const row = (id: string, name: string): QueueFacts => ({ id, name, media: 'all' });

function start() {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const observe = createPlanMatchLog({ info: write, warn: write });
  const state = (planned: readonly string[], queues: readonly QueueFacts[] | undefined): TenantState => {
    const status = (name: CollectorName) => ({
      name,
      intervalSeconds: 15,
      missed: 0,
      skipped: 0,
      rejected: {},
    });
    return {
      tenant: { name: 'acme', platform: 'cxone', api: 'v2', platformName: 'NICE CXone' },
      collectors: [
        { status: status('plan'), collection: { plan: planned.map((queue) => ({ queue, intervals: [] })) } },
        { status: status('queues'), ...(queues && { collection: { queues } }) },
      ],
    };
  };
  return (planned: readonly string[], queues?: readonly QueueFacts[]) => {
    observe(state(planned, queues));
    return lines.splice(0);
  };
}

describe('the log of what a plan matches', () => {
  const known = [row('id-1', 'Sales'), row('id-2', 'Care'), row('id-3', 'Care')];

  it('names a queue that matches none once, with what was probably meant, and again after it has matched', () => {
    const observe = start();
    const expected = ['Plan matches no queue {"queues":1,"first":"\\"Saels\\" (did you mean \\"Sales\\"?)"}'];
    expect(observe(['id-1', 'Saels'], known)).toEqual(expected);
    expect(observe(['id-1', 'Saels'], known)).toEqual([]);
    expect(observe(['Sales'], known)).toEqual([]);
    expect(observe(['Saels'], known)).toEqual(expected);
  });

  it('asks for ids where several queues have the name', () => {
    expect(start()(['Care'], known)).toEqual([
      'Plan matches no queue {"queues":1,"first":"\\"Care\\" (several queues have this name; write their ids)"}',
    ]);
  });

  it('counts all and names ten', () => {
    const [line] = start()(
      Array.from({ length: 30 }, (_, index) => `${index}-other-queue`),
      known,
    );
    expect(line).toContain('"queues":30');
    expect(line?.match(/-other-queue/g)).toHaveLength(10);
  });

  it('waits for the first poll of the queues', () => {
    const observe = start();
    expect(observe(['Saels'])).toEqual([]);
    expect(observe(['Saels'], known)).toHaveLength(1);
  });
});
