import { createHash } from 'node:crypto';
import { parseOptions, verify } from '@node-rs/bcrypt';
import { LRUCache } from 'lru-cache';

/** `$2b$10$`: version and cost; then salt and hash. */
const BCRYPT_PREFIX_LENGTH = 7;
const BCRYPT_LENGTH = 60;

/** Each step doubles the time of a check, which is about 6 s at this cost: longer than most scrapes wait. */
const MAX_BCRYPT_COST = 16;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Bcrypt is slow on purpose, so verdicts are kept: Prometheus sends the same password at every scrape. */
const KEPT_VERDICTS = 1_000;

/** Passwords that wait to be checked; a flood of guesses beyond that is refused unread. */
const MAX_WAITING = 20;

/** What is wrong with a bcrypt hash, and what to do about it; undefined when passwords can be checked against it. */
export function bcryptProblem(hash: string): string | undefined {
  try {
    const { cost } = parseOptions(hash);
    if (cost <= MAX_BCRYPT_COST) return undefined;
    return `has cost ${cost}, and a check of it would take too long; make one of cost ${MAX_BCRYPT_COST} at most, 10 to 12 is usual`;
  } catch {
    return 'must be a bcrypt hash, as `htpasswd -nBC 10 ""` prints it';
  }
}

/**
 * Checks a user's password against bcrypt hashes, off the event loop and one at a time, as each check costs some tens
 * of milliseconds of CPU.
 * Neither the answer nor the time it takes tells an unknown user from a wrong password.
 */
export function createPasswordCheck(): (
  hashes: ReadonlyMap<string, string>,
  credentials: Credentials | undefined,
) => Promise<boolean> {
  const verdicts = new LRUCache<string, boolean>({ max: KEPT_VERDICTS });
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function checkInTurn(password: string, hash: string): Promise<boolean> {
    if (waiting >= MAX_WAITING) return false;
    waiting++;
    const verdict = last.then(() => verify(password, hash));
    last = verdict.catch(() => {});
    try {
      return await verdict;
    } finally {
      waiting--;
    }
  }

  return async (hashes, credentials) => {
    if (!credentials) return false;
    const { user, password } = credentials;
    const hash = hashes.get(user);
    const key = createHash('sha256')
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const refusedUnread = waiting >= MAX_WAITING;
    const matches = await checkInTurn(password, hash ?? dummyHash(hashes));
    const verdict = hash !== undefined && matches;
    if (!refusedUnread) verdicts.set(key, verdict);
    return verdict;
  };
}

/** A hash that no password is known for, as costly as a user's: an unknown user takes as long as a wrong password. */
function dummyHash(hashes: ReadonlyMap<string, string>): string {
  const [any = '$2b$10$'] = hashes.values();
  return any.slice(0, BCRYPT_PREFIX_LENGTH).padEnd(BCRYPT_LENGTH, '.');
}
