import { expect, it } from 'vitest';
import { createPollRecorder } from '../../src/app/debug/poll-recorder.ts';
import { BudgetSpentError, type Collector } from '../../src/domain/index.ts';

const signal = new AbortController().signal;
const request = (endpoint: string, failureBody?: string) => ({
  endpoint,
  method: 'GET',
  code: '200',
  seconds: 0.0421,
  attempt: 1,
  ...(failureBody !== undefined && { failureBody }),
});
const collector = (name: Collector['name'], collect: () => Promise<object>): Collector => ({ name, collect });

it('attributes each request to the poll that made it, and ignores those of no poll', async () => {
  const recorder = createPollRecorder('acme');
  const polling = (name: Collector['name']) =>
    recorder.watch(
      collector(name, async () => {
        await Promise.resolve();
        recorder.requestEnded(request(`of ${name}`));
        return {};
      }),
    );
  recorder.requestEnded(request('of nothing'));
  await Promise.all([polling('queues').collect(signal), polling('agents').collect(signal)]);
  const endpoints = recorder.polls().map((each) => [each.collector, each.polls[0]?.requests[0]?.endpoint]);
  expect(endpoints).toEqual([
    ['queues', 'of queues'],
    ['agents', 'of agents'],
  ]);
  expect(recorder.polls()[0]?.polls[0]).toMatchObject({
    outcome: 'succeeded',
    requests: [{ milliseconds: 42 }],
  });
});

it('shows a poll that still runs, one that failed, and one that was skipped', async () => {
  const recorder = createPollRecorder('acme');
  const failing = (error: Error) => recorder.watch(collector('queues', () => Promise.reject(error)));
  const failed = Object.assign(new Error('timed out'), { code: 'timeout' });
  await failing(failed)
    .collect(signal)
    .catch(() => {});
  await failing(new BudgetSpentError('budget spent'))
    .collect(signal)
    .catch(() => {});
  void recorder.watch(collector('queues', () => new Promise(() => {}))).collect(signal);
  const [queues] = recorder.polls();
  expect(
    queues?.polls.map(({ outcome, error, durationSeconds }) => [outcome, error, typeof durationSeconds]),
  ).toEqual([
    ['running', undefined, 'undefined'],
    ['skipped', { code: 'budget_spent', message: 'budget spent' }, 'number'],
    ['failed', { code: 'timeout', message: 'timed out' }, 'number'],
  ]);
});

it('stores the last 20 polls, their last 30 requests and their last 3 bodies', async () => {
  const recorder = createPollRecorder('acme');
  const body = 'x'.repeat(1_000);
  const busy = recorder.watch(
    collector('queues', async () => {
      for (let number = 0; number < 50; number++) recorder.requestEnded(request(`call ${number}`, body));
      return {};
    }),
  );
  for (let number = 0; number < 500; number++) await busy.collect(signal);
  const polls = recorder.polls()[0]?.polls ?? [];
  expect(polls).toHaveLength(20);
  for (const { requests, omittedRequests } of polls) {
    expect(requests.map(({ endpoint }) => endpoint)).toEqual(
      Array.from({ length: 30 }, (_, index) => `call ${index + 20}`),
    );
    expect(omittedRequests).toBe(20);
    expect(requests.filter(({ failureBody }) => failureBody !== undefined)).toHaveLength(3);
  }
});
