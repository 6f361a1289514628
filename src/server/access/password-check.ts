import { createHash } from 'node:crypto';
import { verify } from '@node-rs/bcrypt';
import { LRUCache } from 'lru-cache';

/** `$2b$10$`: version and cost; then salt and hash. */
const BCRYPT_PREFIX_LENGTH = 7;
const BCRYPT_LENGTH = 60;

/** Version, cost, then salt and digest in the base 64 of bcrypt; the last character of a 16-byte salt holds two bits. */
const BCRYPT_HASH = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}$/;
/** The range that the algorithm defines. */
const MIN_BCRYPT_COST = 4;
const HIGHEST_BCRYPT_COST = 31;

/** Each step doubles the time of a check, which is about 6 s at this cost: longer than most scrape timeouts. */
const MAX_BCRYPT_COST = 16;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Cached results, because bcrypt is slow by design and Prometheus sends the same password with every scrape. */
const CACHED_VERDICTS = 1_000;

/** Passwords waiting to be checked; further attempts are rejected without a check. */
const MAX_WAITING = 20;

/** Returns why a bcrypt hash cannot be used, and how to fix it; undefined when it can. */
export function bcryptProblem(hash: string): string | undefined {
  const cost = Number(BCRYPT_HASH.exec(hash)?.[1]);
  if (!(cost >= MIN_BCRYPT_COST && cost <= HIGHEST_BCRYPT_COST))
    return 'must be a bcrypt hash, as `htpasswd -nBC 10 ""` prints it';
  if (cost <= MAX_BCRYPT_COST) return undefined;
  return `has cost ${cost}, which takes too long to check; use at most ${MAX_BCRYPT_COST}, usually 10 to 12`;
}

/**
 * Checks a user's password against bcrypt hashes, off the event loop and one at a time, as each check takes tens of
 * milliseconds of CPU time. Neither the result nor its timing distinguishes an unknown user from a wrong password.
 */
export function createPasswordCheck(): (
  hashes: ReadonlyMap<string, string>,
  credentials: Credentials | undefined,
) => Promise<boolean> {
  /** Checks in progress too, so that any number of requests with one password wait for one check. */
  const verdicts = new LRUCache<string, Promise<boolean>>({ max: CACHED_VERDICTS });
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function checkInTurn(password: string, hash: string): Promise<boolean> {
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
    if (waiting >= MAX_WAITING) return false;
    const verdict = checkInTurn(password, hash ?? dummyHash(hashes)).then(
      (matches) => hash !== undefined && matches,
    );
    verdicts.set(key, verdict);
    verdict.catch(() => verdicts.delete(key));
    return verdict;
  };
}

/** A hash without a known password, of a user's cost: checking an unknown user takes as long as a wrong password. */
function dummyHash(hashes: ReadonlyMap<string, string>): string {
  const [any = '$2b$10$'] = hashes.values();
  return any.slice(0, BCRYPT_PREFIX_LENGTH).padEnd(BCRYPT_LENGTH, '.');
}
