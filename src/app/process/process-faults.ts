/** A log that accepts faults of this program. */
interface FaultLog {
  error(fields: object, message: string): void;
}

const EXIT_FAILURE = 1;

/**
 * Last resort for faults that no other code catches; `docs/operations.md` describes it to operators.
 *
 * An unhandled rejection ends one piece of background work. Published data is replaced whole or not at all, so nothing is
 * half-updated: the rejection is logged, and the service keeps running.
 *
 * An uncaught exception may have interrupted any change of state. Running on could export wrong values, so the process
 * logs it and exits with code 1 for its supervisor to restart. No response of a platform, no client and no configuration
 * may cause one: each that does is a bug.
 */
export function handleProcessFaults(log: FaultLog): { readonly dispose: () => void } {
  const onRejection = (error: unknown) => log.error({ error }, 'Unhandled rejection');
  const onException = (error: unknown) => {
    log.error({ error }, 'Uncaught exception; exiting');
    process.exit(EXIT_FAILURE);
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
