import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the program by `npm start` alone (`node --import`): ends it when npm is gone. npm passes SIGTERM and
 * SIGINT on, but a SIGHUP or SIGKILL that ends npm reaches nobody else, and the exporter would keep the port.
 * A service manager that starts the exporter itself needs none of this.
 */

/** How often the parent is looked for, in milliseconds: the port is free again within about this time. */
const CHECK_EVERY_MS = 500;

// Worker threads inherit the flags of the process.
if (isMainThread) {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGTERM');
  }, CHECK_EVERY_MS).unref();
}
