/** An error of the operating system, as Node.js reports it. */
interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** Each completes a message after the code: `(EADDRINUSE): ...`. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use; stop the other program, or choose another address',
  EACCES: 'permission denied; choose a port from 1024 on',
  EADDRNOTAVAIL: 'address not available on this machine; choose one of its addresses, or omit the host',
};

const FILE_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder; check the path',
  ENOTDIR: 'part of the path is not a folder; check the path',
  EISDIR: 'it is a folder; give the path of a file',
  EACCES: 'permission denied; check the permissions of this user',
  EPERM: 'operation not permitted; check the permissions of this user',
  EROFS: 'the file system is read-only; choose another path',
  ENOSPC: 'no space left on the disk; free some space',
};

/** What failed, where, and how to fix it; undefined for an error whose own message says more. */
export function systemProblem(error: Error): string | undefined {
  if (!isSystemError(error)) return undefined;
  const { code, syscall, path, address, port, hostname } = error;
  if (syscall === 'listen') return problem(`cannot listen on ${address}:${port}`, code, LISTEN_ADVICE);
  if (syscall === 'getaddrinfo' && hostname !== undefined)
    return `cannot resolve ${hostname} (${code}): host not found; check its spelling and the DNS server`;
  return path === undefined ? undefined : problem(`cannot use ${path}`, code, FILE_ADVICE);
}

function problem(what: string, code: string, advice: Readonly<Record<string, string>>): string | undefined {
  return advice[code] && `${what} (${code}): ${advice[code]}`;
}

function isSystemError(error: Error): error is SystemError {
  return 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
