/** SIGINT is Ctrl-C; SIGTERM is what service managers and container runtimes send. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignal {
  /** Resolves on the first stop signal. A second one ends the process at once, as it does by default. */
  readonly signalled: Promise<void>;
  readonly dispose: () => void;
}

export function listenForStopSignal(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onSignal = () => {
    dispose();
    resolve();
  };
  const dispose = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return { signalled: promise, dispose };
}
