import type { Environment } from '../../config/index.ts';

/** A listening socket that systemd opened. */
export interface SystemdSocket {
  readonly fd: number;
}

/** The first passed file descriptor: sd_listen_fds(3), SD_LISTEN_FDS_START. */
const FIRST_FD = 3;

/**
 * The sockets of systemd's socket activation: `LISTEN_FDS` of them, passed to the process `LISTEN_PID` (sd_listen_fds(3)).
 * @throws Error when there are none for this process.
 */
export function systemdSockets(
  { LISTEN_PID: forPid, LISTEN_FDS: count }: Environment,
  pid: number,
): readonly SystemdSocket[] {
  const sockets = Number(count ?? 0);
  if (Number(forPid) !== pid || !Number.isInteger(sockets) || sockets < 1)
    throw new Error(
      'systemd passed no socket (LISTEN_FDS and LISTEN_PID); start through the .socket unit, or without --web.systemd-socket',
    );
  return Array.from({ length: sockets }, (_, index) => ({ fd: FIRST_FD + index }));
}
