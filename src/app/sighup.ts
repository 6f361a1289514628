/** SIGHUP asks for a reload. It may come before there is anything to reload, and would then end the process. */

export interface HangUps {
  /** From now on tells of each one; at once of those that came before, together. */
  readonly listen: (onHangUp: () => void) => void;
  readonly dispose: () => void;
}

/** Notes them from now on. */
export function noteHangUps(): HangUps {
  let isNoted = false;
  let tell = () => {
    isNoted = true;
  };
  const onSignal = () => tell();
  process.on('SIGHUP', onSignal);
  return {
    listen: (onHangUp) => {
      tell = onHangUp;
      if (isNoted) onHangUp();
    },
    dispose: () => void process.off('SIGHUP', onSignal),
  };
}
