/** What the operating system refuses, as people read it: what is wrong, where, and how to mend it. */

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** Each goes on from the code: `(EADDRINUSE): ...`. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; end it, or choose another address',
  EACCES: 'this user may not; choose a port from 1024 on',
  EADDRNOTAVAIL: 'this machine has no such address; choose one that it has, or give the port alone',
};

const FILE_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path',
  ENOTDIR: 'a part of the path is no folder; check the path',
  EISDIR: 'it is a folder; give a file',
  EACCES: 'this user may not; check its permissions',
  EPERM: 'this user may not; check its permissions',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'the disk is full; make room',
};

/** Undefined for an error that tells more by its own message. */
export function systemProblem(error: Error): string | undefined {
  if (!isSystemError(error)) return undefined;
  const { code, syscall, path, address, port, hostname } = error;
  if (syscall === 'listen') return problem(`cannot listen on ${address}:${port}`, code, LISTEN_ADVICE);
  if (syscall === 'getaddrinfo' && hostname !== undefined)
    return `cannot find ${hostname} (${code}): the name leads to no address; check its spelling and the network`;
  return path === undefined ? undefined : problem(`cannot use ${path}`, code, FILE_ADVICE);
}

function problem(what: string, code: string, advice: Readonly<Record<string, string>>): string | undefined {
  return advice[code] && `${what} (${code}): ${advice[code]}`;
}

function isSystemError(error: Error): error is SystemError {
  return 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
