/** How often the event loop is asked whether it is free, in milliseconds. */
const PROBE_MS = 1;

/**
 * Looks for the longest time between two turns of the event loop in which this thread itself was busy, in milliseconds:
 * that another program had the processor meanwhile is no fault of ours.
 */
export function watchBlocks(): { readonly longestMs: () => number; readonly stop: () => void } {
  let longest = 0;
  let lastCpu = process.threadCpuUsage();
  const probe = setInterval(() => {
    const { user, system } = process.threadCpuUsage(lastCpu);
    longest = Math.max(longest, (user + system) / 1000);
    lastCpu = process.threadCpuUsage();
  }, PROBE_MS).unref();
  return { longestMs: () => longest, stop: () => clearInterval(probe) };
}
