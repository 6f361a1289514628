import { withDeadline } from '../async/index.ts';
import type { Clock } from './clock.ts';

/** How long a collector may take after its deadline to report itself what it was waiting for, in milliseconds. */
const LAST_WORDS_MS = 200;

/** Runs `work` with a signal that aborts with its parent, or as a timeout after `seconds`; leaves no timer behind. */
export async function withPollDeadline<Result>(
  {
    clock,
    seconds,
    parent,
  }: { readonly clock: Clock; readonly seconds: number; readonly parent: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const overdue = new AbortController();
  const ended = new AbortController();
  const expire = () => overdue.abort(new DOMException(`not done within ${seconds} s`, 'TimeoutError'));
  clock.sleep(seconds, ended.signal).then(expire, () => {});
  const signal = withDeadline(
    AbortSignal.any([parent, overdue.signal]),
    (clock.monotonic() + seconds) * 1000,
  );
  try {
    return await raceAbort(work(signal), signal);
  } finally {
    ended.abort();
  }
}

/** Holds the work to its deadline even when it does not heed the signal. */
async function raceAbort<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => overdue.reject(signal.reason), LAST_WORDS_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([result, overdue.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
