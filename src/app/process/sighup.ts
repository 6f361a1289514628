/** SIGHUPs received before the exporter can reload: unhandled, each would end the process. */
export interface SighupBuffer {
  /** Calls `onSighup` for each SIGHUP from now on, and once at once if any was received before. */
  readonly listen: (onSighup: () => void) => void;
  readonly dispose: () => void;
}

/** Handles SIGHUP from now on. */
export function bufferSighup(): SighupBuffer {
  let isReceived = false;
  let handle = () => {
    isReceived = true;
  };
  const onSignal = () => handle();
  process.on('SIGHUP', onSignal);
  return {
    listen: (onSighup) => {
      handle = onSighup;
      if (isReceived) onSighup();
    },
    dispose: () => void process.off('SIGHUP', onSignal),
  };
}
