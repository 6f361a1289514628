/** Longest delay of one Node.js timer, 2^31 - 1 milliseconds: about 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** Waits any time, in seconds, without keeping the process alive. */
export async function longWait(seconds: number): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= MAX_TIMER_MS) await shortWait(left);
}

function shortWait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(milliseconds, MAX_TIMER_MS)).unref();
  });
}
