import { describe, expect, it } from 'vitest';
import { createSelectionLog, selectionAdvice } from '../../src/app/tenants/selection-log.ts';
import {
  type Collection,
  type QueueName,
  type QueueSelection,
  reportSelection,
  type SelectionEntry,
  type TenantState,
} from '../../src/domain/index.ts';

const SALES = { id: 'id-1', name: 'Sales' };
const NORTH = { id: 'id-2', name: 'Sales North' };
const none = { include: [], exclude: [], ids: [] };

function stateOf(...collections: readonly (Collection | undefined)[]): TenantState {
  const status = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const;
  return {
    tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
    collectors: collections.map((collection) => ({ status, ...(collection && { collection }) })),
  };
}

function start(selection: Partial<QueueSelection>, agentIds: readonly string[] = []) {
  const lines: string[] = [];
  const queues = { ...none, ...selection };
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const observe = createSelectionLog({ queues, agents: { ids: agentIds } }, { info: write, warn: write });
  return {
    poll: (...listed: readonly QueueName[]) => {
      observe(stateOf({ selection: reportSelection(listed, queues) }));
      return lines.splice(0);
    },
    observe: (...collections: readonly (Collection | undefined)[]) => {
      observe(stateOf(...collections));
      return lines.splice(0);
    },
  };
}

describe('the log of a selection', () => {
  it('warns once of each entry that matches nothing, and again when it stops matching', () => {
    const { poll } = start({ include: ['Sales', 'Sales N*'], ids: ['id-9'] });
    expect(poll(SALES)).toEqual([
      'Selection matches no queue {"key":"queues.include","entry":"Sales N*","advice":"did you mean \\"Sales\\"?"}',
      'Selection matches no queue {"key":"queues.ids","entry":"id-9","advice":"did you mean \\"id-1\\"?"}',
    ]);
    expect(poll(SALES)).toEqual([]);
    expect(poll(SALES, NORTH)).toEqual([]);
    expect(poll(NORTH)).toEqual(['Selection matches no queue {"key":"queues.include","entry":"Sales"}']);
    expect(poll(SALES, NORTH)).toEqual([]);
    expect(poll(SALES)).toHaveLength(1);
  });

  it('ignores a poll without a list of queues', () => {
    const { poll, observe } = start({ include: ['Care'] });
    expect(observe({}, undefined)).toEqual([]);
    expect(poll(SALES)).toHaveLength(1);
    expect(observe({}, undefined)).toEqual([]);
    expect(poll(SALES)).toEqual([]);
  });

  it('warns once of an agent without any time, and not of one that is away later', () => {
    const { observe } = start({}, ['7', '8']);
    const times = (...ids: string[]) => ({
      agentTimes: ids.map((agentId) => ({ agentId, state: 'busy', seconds: 1 })),
    });
    expect(observe({ queues: [] })).toEqual([]);
    expect(observe({ queues: [] }, times('8'))).toEqual([
      'Selection matches no agent {"key":"agents.ids","entry":"7","advice":"no time was reported for the last 24 hours; check the id, unless the agent was away"}',
    ]);
    expect(observe(times())).toEqual([]);
    expect(observe(times('7', '8'))).toEqual([]);
    expect(observe(times())).toEqual([]);
  });
});

describe('the advice for an entry that matches nothing', () => {
  const listed = [SALES, NORTH, { id: '4001', name: 'Care' }];
  it.each<[SelectionEntry['key'], string, string | undefined]>([
    ['include', 'sales', 'did you mean "Sales"? Names are case-sensitive'],
    ['include', 'SALES N*', 'did you mean "Sales North"? Names are case-sensitive'],
    ['include', 'Slaes N*', 'did you mean "Sales North"?'],
    ['include', '*Nroth', 'did you mean "Sales North"?'],
    ['include', 'Sales ', 'did you mean "Sales"?'],
    ['include', '4001', 'it is the id of the queue "Care"; move it to queues.ids'],
    ['ids', 'Care', 'it is the name of the queue with the id "4001"; move it to queues.include'],
    ['ids', '40001', 'did you mean "4001"?'],
    ['include', 'Billing*', undefined],
    ['include', 'X*', undefined],
    ['ids', 'c0ffee', undefined],
  ])('answers %s %s with: %s', (key, text, advice) => {
    expect(selectionAdvice({ key, text }, listed, none)).toBe(advice);
  });

  it('names queues.exclude when it excludes every match of the entry', () => {
    const advice = 'queues.exclude excludes every queue that it matches';
    expect(selectionAdvice({ key: 'include', text: 'Sales*' }, listed, { exclude: ['Sales*'] })).toBe(advice);
    expect(selectionAdvice({ key: 'ids', text: '4001' }, listed, { exclude: ['C*'] })).toBe(advice);
  });

  it('reports that the platform lists no queues', () => {
    expect(selectionAdvice({ key: 'include', text: 'Sales*' }, [], none)).toBe(
      'the platform lists no queues; check the permissions of the API client',
    );
  });
});
