/**
 * Preloaded by `npm start` only (`node --import`): ends the exporter when npm has ended. npm forwards SIGTERM and SIGINT,
 * but a SIGHUP or SIGKILL that ends npm does not reach the exporter, which would keep the port. A service manager starts
 * the exporter directly and does not need this.
 */
import { isMainThread } from 'node:worker_threads';

/** Interval between checks for the parent process, in milliseconds: the port is free again within about this time. */
const CHECK_INTERVAL_MS = 500;

// Worker threads inherit the flags of the process.
if (isMainThread) {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGTERM');
  }, CHECK_INTERVAL_MS).unref();
}
