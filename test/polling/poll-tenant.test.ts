import { afterEach, describe, expect, it, vi } from 'vitest';
import { pollConnection } from '../../src/app/tenants/poll-connection.ts';
import {
  BudgetSpentError,
  type Collection,
  type CollectorName,
  type TenantState,
} from '../../src/domain/index.ts';
import { type PollOptions, pollTenant, type TenantPoller } from '../../src/polling/index.ts';
import { VendorError } from '../../src/vendor-http/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const TENANT = { name: 'acme', platform: 'cxone', api: 'v2' };
const QUEUE = { id: 'q1', name: 'Sales', media: 'voice' } as const;
const unavailable = () =>
  new VendorError('http', { tenant: 'acme', endpoint: 'queues' }, 'HTTP 503', { status: 503 });

type Answer = () => Promise<Collection>;

const pollers: TenantPoller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
});

const onError = (error: unknown) => {
  throw error;
};

interface Watched {
  readonly clock: ManualClock;
  readonly poller: TenantPoller;
  readonly states: readonly TenantState[];
  readonly calls: Record<string, number>;
}

/** Polls every 10 s with the answers given; each is called anew at each poll. */
function watch(
  answers: Partial<Record<CollectorName, Answer>>,
  { timeoutSeconds = 60, staleAfter = 3 } = {},
): Watched {
  const clock = createManualClock();
  const states: TenantState[] = [];
  const calls: Record<string, number> = {};
  const plans = Object.entries(answers).map(([name, answer]) => ({
    collector: {
      name: name as CollectorName,
      collect: () => {
        calls[name] = (calls[name] ?? 0) + 1;
        return answer();
      },
    },
    intervalSeconds: 10,
    timeoutSeconds,
  }));
  const poller = pollTenant({
    tenant: TENANT,
    plans,
    staleAfter,
    onChange: (state) => states.push(state),
    onError,
    clock,
    random: () => 0,
  });
  pollers.push(poller);
  return { clock, poller, states, calls };
}

function collectorOf(poller: TenantPoller, name: CollectorName) {
  const found = poller.state().collectors.find(({ status }) => status.name === name);
  if (!found) throw new Error(`no collector ${name}`);
  return found;
}

describe('pollTenant', () => {
  it('shows the data and the time of a successful poll', async () => {
    const { clock, poller } = watch({
      queues: async () => ({ queues: [QUEUE], rejected: { duplicate: 2 } }),
    });
    await clock.advance(0);
    const { status, collection } = collectorOf(poller, 'queues');
    expect(collection?.queues).toEqual([QUEUE]);
    expect(status).toMatchObject({
      success: true,
      missed: 0,
      lastSuccessAt: clock.now(),
      rejected: { duplicate: 2 },
    });
    await clock.advance(10);
    expect(collectorOf(poller, 'queues').status.rejected).toEqual({ duplicate: 4 });
  });

  it('knows nothing before the first poll has ended', async () => {
    const { clock, poller, states } = watch({ queues: () => new Promise(() => {}) });
    await clock.advance(5);
    expect(states).toEqual([]);
    expect(collectorOf(poller, 'queues').status.success).toBeUndefined();
  });

  it('reports how long a poll took, from its own start', async () => {
    const { clock, poller } = watch({
      queues: async () => {
        await clock.sleep(2, new AbortController().signal);
        return { queues: [QUEUE] };
      },
    });
    await clock.advance(12);
    expect(collectorOf(poller, 'queues').status.durationSeconds).toBe(2);
  });

  it('accepts deadlines that are not a whole number of milliseconds', async () => {
    for (const timeoutSeconds of [1.1, 1.9000000000000001]) {
      const { clock, poller } = watch({ queues: async () => ({ queues: [QUEUE] }) }, { timeoutSeconds });
      await clock.advance(0);
      expect(collectorOf(poller, 'queues').status.success).toBe(true);
    }
  });

  it('keeps the last facts through failures, then drops them, and shows them again after a success', async () => {
    let failing = false;
    const { clock, poller } = watch({
      queues: async () => {
        if (failing) throw unavailable();
        return { queues: [QUEUE] };
      },
    });
    await clock.advance(0);
    const firstSuccess = clock.now();
    failing = true;
    for (const expected of [true, true, false, false]) {
      await clock.advance(10);
      const { status, collection } = collectorOf(poller, 'queues');
      expect(collection !== undefined).toBe(expected);
      const lastError = 'error response (HTTP 503)';
      expect(status).toMatchObject({ success: false, lastSuccessAt: firstSuccess, lastError });
    }
    failing = false;
    await clock.advance(10);
    expect(collectorOf(poller, 'queues').collection?.queues).toEqual([QUEUE]);
    expect(collectorOf(poller, 'queues').status).toMatchObject({
      success: true,
      missed: 0,
      lastError: undefined,
    });
  });

  it('never polls a collector twice at once, counts skipped polls and drops stale facts', async () => {
    const hang = Promise.withResolvers<Collection>();
    let polls = 0;
    const { clock, poller, calls } = watch({
      queues: () => (polls++ === 0 ? Promise.resolve({ queues: [QUEUE] }) : hang.promise),
    });
    await clock.advance(0);
    await clock.advance(10);
    await clock.advance(10);
    await clock.advance(10);
    expect(calls.queues).toBe(2);
    expect(collectorOf(poller, 'queues').status).toMatchObject({ skipped: 2, missed: 2, success: true });
    expect(collectorOf(poller, 'queues').collection).toBeDefined();
    await clock.advance(10);
    expect(collectorOf(poller, 'queues').collection).toBeUndefined();
    hang.resolve({ queues: [QUEUE] });
    await clock.advance(0);
    expect(collectorOf(poller, 'queues').collection).toBeDefined();
  });

  it('counts a poll that the budget did not allow as skipped, not as failed', async () => {
    let spent = false;
    const { clock, poller } = watch({
      queues: async () => {
        if (spent) throw new BudgetSpentError('kept for more urgent calls');
        return {};
      },
    });
    await clock.advance(0);
    spent = true;
    await clock.advance(10);
    expect(collectorOf(poller, 'queues').status).toMatchObject({ success: true, skipped: 1, missed: 1 });
  });

  it('gives each poll a deadline', async () => {
    const aborted = Promise.withResolvers<unknown>();
    const clock = createManualClock();
    const poller = pollTenant({
      tenant: TENANT,
      plans: [
        {
          collector: {
            name: 'queues',
            collect: (signal) =>
              new Promise((_, reject) => {
                signal.addEventListener('abort', () => {
                  aborted.resolve(signal.reason);
                  reject(signal.reason);
                });
              }),
          },
          intervalSeconds: 10,
          timeoutSeconds: 3,
        },
      ],
      staleAfter: 3,
      onChange: () => {},
      onError,
      clock,
    });
    pollers.push(poller);
    await clock.advance(0);
    await clock.advance(3);
    expect(await aborted.promise).toMatchObject({ name: 'TimeoutError' });
  });

  it('keeps other collectors unchanged when one fails', async () => {
    const { clock, poller } = watch({
      queues: async () => ({ queues: [QUEUE] }),
      health: async () => {
        throw new Error('refused');
      },
    });
    await clock.advance(0);
    await clock.advance(10);
    expect(collectorOf(poller, 'health').status.success).toBe(false);
    expect(collectorOf(poller, 'queues')).toMatchObject({
      status: { success: true },
      collection: { queues: [QUEUE] },
    });
  });

  it('polls the queues first, as the other collectors build on them', async () => {
    const first = Promise.withResolvers<Collection>();
    const { clock, calls } = watch({ health: async () => ({}), queues: () => first.promise });
    await clock.advance(5);
    expect(calls).toEqual({ queues: 1 });
    first.reject(new Error('down'));
    await clock.advance(0);
    expect(calls).toEqual({ queues: 1, health: 1 });
  });

  it('keeps to a fixed grid: lateness does not add up, and missed slots are not repeated', async () => {
    const { clock, calls } = watch({ queues: async () => ({}) });
    await clock.advance(0);
    await clock.advance(10.4);
    await clock.advance(9.6);
    expect(calls.queues).toBe(3);
    clock.jump(55);
    await clock.advance(0);
    expect(calls.queues).toBe(4);
    await clock.advance(5);
    expect(calls.queues).toBe(5);
  });

  it('replaces its state as a whole, so that an earlier state never changes', async () => {
    const { clock, states } = watch({ queues: async () => ({ queues: [QUEUE] }) });
    await clock.advance(0);
    const seen = structuredClone(states[0]);
    await clock.advance(10);
    expect(states[0]).toEqual(seen);
    expect(states[1]).not.toBe(states[0]);
  });

  it('aborts the running poll at stop, and reports nothing after it', async () => {
    const clock = createManualClock();
    const states: TenantState[] = [];
    let reason: unknown;
    const poller = pollTenant({
      tenant: TENANT,
      plans: [
        {
          collector: {
            name: 'queues',
            collect: (signal) =>
              new Promise((_, reject) => {
                signal.addEventListener('abort', () => {
                  reason = signal.reason;
                  reject(signal.reason);
                });
              }),
          },
          intervalSeconds: 10,
          timeoutSeconds: 60,
        },
      ],
      staleAfter: 3,
      onChange: (state) => states.push(state),
      onError,
      clock,
    });
    await clock.advance(0);
    await poller.stop();
    expect(reason).toMatchObject({ name: 'AbortError' });
    expect(states).toEqual([]);
    expect(clock.sleepers()).toBe(0);
  });
});

describe('stopping before the first queue poll, which the other collectors wait for', () => {
  const status = { name: 'queues', intervalSeconds: 10, missed: 0, skipped: 0, rejected: {} } as const;
  const start = (more: Pick<PollOptions, 'resume' | 'mayPoll'>) => {
    const clock = createManualClock();
    let polls = 0;
    const collect = async () => {
      polls++;
      return {};
    };
    const plans = (['queues', 'aggregates'] as const).map((name) => ({
      collector: { name, collect },
      intervalSeconds: 10,
      timeoutSeconds: 60,
    }));
    const unused = () => {};
    const common = { tenant: TENANT, plans, staleAfter: 3, onChange: unused, onError, clock };
    const poller = pollTenant({ ...common, random: () => 0, ...more });
    return { poller, clock, polls: () => polls };
  };

  it('ends at once while a process that continues waits for the rest of the interval', async () => {
    const resumed = { state: { status: { ...status, success: true } }, sincePollSeconds: 4 };
    const { poller, clock, polls } = start({ resume: new Map([['queues', resumed]]) });
    await clock.advance(1);
    await poller.stop();
    expect(polls()).toBe(0);
  });

  it('ends at once while the process may not poll', async () => {
    const { poller, clock, polls } = start({ mayPoll: () => false });
    await clock.advance(25);
    await poller.stop();
    expect(polls()).toBe(0);
  });
});

describe('a callback of the poll loop that throws', () => {
  type Callback = 'onChange' | 'onSuccess' | 'onFailure' | 'onBudgetSpent';

  it.each<[Callback, Answer]>([
    ['onChange', async () => ({ queues: [QUEUE] })],
    ['onSuccess', async () => ({ queues: [QUEUE] })],
    [
      'onFailure',
      async () => {
        throw new Error('refused');
      },
    ],
    [
      'onBudgetSpent',
      async () => {
        throw new BudgetSpentError('spent');
      },
    ],
  ])('reports an internal fault and continues to poll when %s throws', async (throwing, answer) => {
    const clock = createManualClock();
    const fault = new Error('cannot be rendered');
    const failures: unknown[] = [];
    const errors: unknown[] = [];
    let polls = 0;
    const poller = pollTenant({
      tenant: TENANT,
      plans: [
        {
          collector: {
            name: 'queues',
            collect: () => {
              polls++;
              return answer();
            },
          },
          intervalSeconds: 10,
          timeoutSeconds: 5,
        },
      ],
      staleAfter: 3,
      onChange: () => {},
      onFailure: (_, error) => failures.push(error),
      [throwing]: () => {
        throw fault;
      },
      onError: (error) => {
        errors.push(error);
        throw new Error('nor can this be logged');
      },
      clock,
      random: () => 0,
    });
    pollers.push(poller);
    await clock.advance(0);
    await clock.advance(10);
    expect(polls).toBe(2);
    expect(errors).toEqual([fault, fault]);
    expect(failures).toEqual([]);
    if (throwing === 'onChange' || throwing === 'onSuccess')
      expect(collectorOf(poller, 'queues')).toMatchObject({
        status: { success: true, missed: 0 },
        collection: { queues: [QUEUE] },
      });
    await poller.stop();
  });
});

describe('a collector that ignores its signal', () => {
  const TIMEOUT_SECONDS = 5;

  it('never starts a collector again before its promise settles, and skips its slots', async () => {
    const hang = Promise.withResolvers<Collection>();
    let atOnce = 0;
    let most = 0;
    const { clock, poller, calls } = watch(
      {
        queues: async () => {
          most = Math.max(most, ++atOnce);
          try {
            return await hang.promise;
          } finally {
            atOnce--;
          }
        },
      },
      { timeoutSeconds: TIMEOUT_SECONDS },
    );
    await clock.advance(TIMEOUT_SECONDS);
    await vi.waitFor(() => expect(collectorOf(poller, 'queues').status).toMatchObject({ success: false }));
    await clock.advance(10);
    await clock.advance(10);
    expect(collectorOf(poller, 'queues').status).toMatchObject({ success: false, skipped: 2, missed: 3 });
    expect({ calls: calls.queues, most }).toEqual({ calls: 1, most: 1 });

    hang.resolve({ queues: [QUEUE] });
    await clock.advance(0);
    // What it has collected is as old as its deadline: it is not shown.
    expect(collectorOf(poller, 'queues').status.success).toBe(false);
    await clock.advance(10);
    expect(calls.queues).toBe(2);
    expect(collectorOf(poller, 'queues').status).toMatchObject({ success: true, skipped: 2, missed: 0 });
  });

  it('stops without waiting for a collector that ignores its signal', async () => {
    const { clock, poller } = watch({ queues: () => new Promise(() => {}) });
    await clock.advance(0);
    const began = performance.now();
    await poller.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(clock.sleepers()).toBe(0);
  });
});

describe('what is logged of polls', () => {
  it('logs a recovery exactly when a poll succeeds after a failure', async () => {
    const failed = async () => {
      throw unavailable();
    };
    const spent = async () => {
      throw new BudgetSpentError('no request left');
    };
    const good = async () => ({ queues: [QUEUE] });
    const lines: string[] = [];
    const note = (fields: object, message: string) =>
      lines.push(`${message} ${'collector' in fields ? fields.collector : ''}`);
    const log = { info: note, warn: note, error: note };
    const polling = {
      collectors: Object.fromEntries(
        ['queues', 'health'].map((name) => [name, { intervalSeconds: 10, timeoutSeconds: 5 }]),
      ),
      staleAfter: 3,
    };
    const answers = { queues: [good, failed, spent, spent, good, spent, good, failed], health: [good] };
    const clock = createManualClock();
    const poller = pollConnection(
      // Only the parts that polling reads.
      { ...TENANT, polling } as unknown as Parameters<typeof pollConnection>[0],
      (['queues', 'health'] as const).map((name) => ({
        name,
        collect: async () => (answers[name].shift() ?? good)(),
      })),
      { log, platformName: 'Any Platform', onChange: () => {}, clock },
    );
    pollers.push(poller);
    await clock.advance(75);
    expect(answers.queues).toEqual([]);
    expect(lines).toEqual([
      'Poll failed queues',
      'Poll skipped queues',
      'Poll recovered queues',
      'Poll skipped queues',
      'Poll failed queues',
    ]);
  });

  it('logs the pace that the request budget of the connection forces', async () => {
    const warnings: object[] = [];
    const log = {
      info: () => {},
      warn: (fields: object, message: string) => warnings.push({ ...fields, message }),
      error: () => {},
    };
    const polling = { collectors: { queues: { intervalSeconds: 1, timeoutSeconds: 1 } }, staleAfter: 3 };
    const clock = createManualClock();
    let admitted = 0;
    let seen: TenantState | undefined;
    const poller = pollConnection(
      // Only the parts that polling reads.
      { ...TENANT, polling } as unknown as Parameters<typeof pollConnection>[0],
      [
        {
          name: 'queues',
          collect: async () => {
            admitted++;
            return { queues: [QUEUE] };
          },
        },
      ],
      {
        log,
        platformName: 'Any Platform',
        onChange: (state) => {
          seen = state;
        },
        budget: { requestsPerMinute: 30, admitted: () => admitted },
        clock,
      },
    );
    pollers.push(poller);
    await clock.advance(10);
    expect(warnings).toEqual([
      {
        requests_per_minute: 30,
        interval_factor: 2.1,
        message: 'Polling slowed down: the request budget is too small',
      },
    ]);
    expect(seen?.collectors[0]?.status.intervalSeconds).toBe(2.1);
  });
});
