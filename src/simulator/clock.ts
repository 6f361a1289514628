/**
 * Virtual time: virtual start + factor x (real time - real start). With factor 1 and no `startAt`, virtual time is real
 * time. Factor 0 stops it. All times are Unix seconds.
 */
export interface VirtualClock {
  now(): number;
  readonly factor: number;
  /** Changes the pace; virtual time does not jump. */
  setFactor(factor: number): void;
  /** Advances virtual time. */
  skip(seconds: number): void;
}

export interface ClockOptions {
  readonly factor?: number;
  /** Virtual time at which the clock starts; absent: real time. */
  readonly startAt?: number;
  /** Real time, Unix seconds. */
  readonly realNow?: () => number;
}

export function createClock({
  factor = 1,
  startAt,
  realNow = () => Date.now() / 1000,
}: ClockOptions = {}): VirtualClock {
  let pace = factor;
  let realStart = realNow();
  let virtualStart = startAt ?? realStart;
  const now = (): number => virtualStart + pace * (realNow() - realStart);
  const restartAt = (virtual: number): void => {
    virtualStart = virtual;
    realStart = realNow();
  };
  return {
    now,
    get factor() {
      return pace;
    },
    setFactor(factor) {
      restartAt(now());
      pace = factor;
    },
    skip(seconds) {
      restartAt(now() + seconds);
    },
  };
}
