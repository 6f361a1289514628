/** The signals that ask a program to end: Ctrl-C, and what service managers and containers send. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignal {
  /** Resolves at the first such signal. A second one ends the process at once, as it does by default. */
  readonly signalled: Promise<void>;
  readonly dispose: () => void;
}

export function untilStopped(): StopSignal {
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
