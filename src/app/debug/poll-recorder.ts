import { AsyncLocalStorage } from 'node:async_hooks';
import { BudgetSpentError, type Collector, type CollectorName, errorMessage } from '../../domain/index.ts';
import { systemClock } from '../../polling/index.ts';
import type { CollectorPolls, PollOutcome, PollRecord, RequestRecord } from '../../server/index.ts';
import type { EndedRequest } from '../../vendor-http/index.ts';

/**
 * Limits of the memory of one collector: about 200 bytes for a request, and at most 2 KB for a body. Failed polls have few
 * requests, and polls with many have few failures.
 */
const MAX_POLLS = 20;
const MAX_REQUESTS = 30;
const MAX_BODIES = 3;

/** Records the last polls of a tenant's collectors and the requests that each of them makes. */
export interface PollRecorder {
  /** The collector, with its polls recorded. */
  readonly watch: (collector: Collector) => Collector;
  /** Records a request of the poll in which it is called; ignores requests of anything else. */
  readonly requestEnded: (request: EndedRequest) => void;
  readonly polls: () => readonly CollectorPolls[];
}

type Draft = {
  -readonly [Key in keyof Omit<PollRecord, 'requests'>]: PollRecord[Key];
} & { requests: RequestRecord[] };

export function createPollRecorder(tenant: string, clock = systemClock): PollRecorder {
  /** The poll that asynchronous code runs in, so that a request is found without passing the poll to the client. */
  const current = new AsyncLocalStorage<Draft>();
  /** Newest last. */
  const recorded = new Map<CollectorName, Draft[]>();

  function begin(name: CollectorName): Draft {
    const draft: Draft = { startedAt: clock.now(), outcome: 'running', requests: [], omittedRequests: 0 };
    recorded.set(name, [...(recorded.get(name) ?? []), draft].slice(-MAX_POLLS));
    return draft;
  }

  return {
    watch: (collector) => ({
      ...collector,
      collect: async (signal) => {
        const draft = begin(collector.name);
        const started = clock.monotonic();
        const end = (outcome: PollOutcome) => {
          draft.outcome = outcome;
          draft.durationSeconds = clock.monotonic() - started;
        };
        try {
          const collection = await current.run(draft, () => collector.collect(signal));
          end('succeeded');
          return collection;
        } catch (error) {
          end(error instanceof BudgetSpentError ? 'skipped' : 'failed');
          draft.error = describe(error);
          throw error;
        }
      },
    }),
    requestEnded: (request) => {
      const draft = current.getStore();
      if (draft) add(draft, request);
    },
    polls: () =>
      [...recorded].map(([collector, drafts]) => ({ tenant, collector, polls: drafts.toReversed() })),
  };
}

function describe(error: unknown): NonNullable<PollRecord['error']> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = errorMessage(error);
  return typeof code === 'string' ? { code, message } : { message };
}

function add(draft: Draft, { seconds, collector: _, ...request }: EndedRequest): void {
  draft.requests.push({ ...request, milliseconds: Math.round(seconds * 1000) });
  if (draft.requests.length > MAX_REQUESTS) {
    draft.requests.shift();
    draft.omittedRequests++;
  }
  const withBody = draft.requests.filter(({ failureBody }) => failureBody !== undefined);
  const [oldest] = withBody;
  if (!oldest || withBody.length <= MAX_BODIES) return;
  const { failureBody: _body, ...rest } = oldest;
  draft.requests[draft.requests.indexOf(oldest)] = rest;
}
