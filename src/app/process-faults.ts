import { EXIT } from '../cli/index.ts';

/** A log that takes the faults of this program. */
interface FaultLog {
  error(fields: object, message: string): void;
}

/**
 * The last resort for faults of a service that nothing has caught; `docs/operations.md` describes it to operators.
 *
 * A rejected promise that nothing waits for ends one piece of background work. What is shown is replaced whole or not at
 * all, so nothing is half done: it is logged, and the service keeps running.
 *
 * An exception that nothing catches may have interrupted any change of state. Running on could show wrong values, so the
 * process ends at once, with exit code 1 and a line in the log, for its supervisor to start again. No response of a
 * platform, no client and no configuration may get here: each that does is a bug.
 */
export function watchFaults(log: FaultLog): { readonly dispose: () => void } {
  const onRejection = (error: unknown) => log.error({ error }, 'Unhandled rejection');
  const onException = (error: unknown) => {
    log.error({ error }, 'Uncaught exception; exiting');
    process.exit(EXIT.failure);
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return {
    dispose: () => {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
    },
  };
}
