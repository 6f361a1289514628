import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { noopVendorObserver } from '../../../src/app/tenants/vendor-observer.ts';
import type { CollectorName } from '../../../src/domain/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import { pollTenant } from '../../../src/polling/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { createVendorClient } from '../../../src/vendor-http/index.ts';
import { platformSettings } from '../../support/adapter.ts';
import { APIS } from '../conformance/apis.ts';
import { isPartOf } from './is-part-of.ts';
import {
  BODIES,
  CODINGS,
  MAX_BODY_BYTES,
  type Oddity,
  type OddServer,
  STATUSES,
  startOddServer,
} from './odd-server.ts';

/**
 * Every call of every adapter, authentication, discovery and status page included, gets odd responses. One call of each
 * API gets every combination of status, content coding and body; the others, which pass through the same client, get
 * every pair of them. Real HTTP, the real client and the real poller; the good responses are those of the simulator.
 */

/** Ten minutes into a half hour of a Monday morning. */
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;
/** Enough to keep both ends busy. */
const AT_ONCE = 8;
const DEADLINE_SECONDS = 10;
/** Longer than any cache of an adapter, so that each poll asks for everything. */
const BETWEEN_POLLS_SECONDS = 90_000;

const { random } = Math;
const faults: unknown[] = [];
const noteFault = (error: unknown) => void faults.push(error);
beforeEach(() => {
  faults.length = 0;
  process.on('uncaughtException', noteFault).on('unhandledRejection', noteFault);
  // Each back-off is the longest, for which the deadline leaves no time: no call is tried again. (A spy of Vitest would
  // remember each of the very many calls.)
  Math.random = () => 0.999;
});
afterEach(() => {
  process.off('uncaughtException', noteFault).off('unhandledRejection', noteFault);
  Math.random = random;
});

/** What a collector may make of a response that is not good, and why. All else fails the poll. */
interface Tolerance {
  readonly path: RegExp;
  readonly when: (oddity: Oddity) => boolean;
  /** Parts of the collection that then say that there is nothing. */
  readonly nothing?: readonly string[];
}

const isNoContent = ({ status }: Oddity) => status === 204;
const isRefused = ({ status }: Oddity) => status === 403 || status === 404;
const isOtherJson = ({ status, body }: Oddity) => status === 200 && body === 'wrong JSON';

const TOLERANCES: readonly Tolerance[] = [
  // The page is another host's business: without it, its components are unknown.
  { path: /^\/api\/v2\/summary\.json$/, when: () => true },
  // CXone ACD: "204 = empty result". The platform says that there is nobody, and nothing.
  { path: /\/skills\/(?:activity|summary)$/, when: isNoContent, nothing: ['queues', 'selection'] },
  { path: /\/agents\/states$/, when: isNoContent, nothing: ['agents'] },
  { path: /\/state-history$/, when: isNoContent },
  // An agent that has gone.
  { path: /\/state-history$/, when: ({ status }) => status === 404 },
  // CXone v2: "a body without data = no queues"; a health without a status is unknown.
  { path: /\/reporting\/queues\/stats$/, when: isOtherJson, nothing: ['queues', 'selection'] },
  { path: /^\/api\/v2\/health$/, when: isOtherJson, nothing: ['health'] },
  // Genesys leaves out what is empty; a client that may not ask about itself has been recognised all the same.
  { path: /\/(?:users\/details\/query|audits\/query\/realtime|tokens\/me)$/, when: isOtherJson },
  { path: /\/tokens\/me$/, when: isRefused },
  // Ids stand in for names.
  { path: /\/routing\/queues$/, when: isRefused },
];

/** How a poll ended. */
type Outcome = { readonly collection: object } | { readonly error: unknown };

interface Vendor {
  /** Polls these collectors in turn; the outcome of the last one. */
  readonly poll: (names: readonly CollectorName[]) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

interface VendorOptions {
  readonly settings: object;
  readonly agentId: string;
}

function connect(platform: Platform, { settings, agentId }: VendorOptions): Vendor {
  let polls = 0;
  const connection = platform.connect({
    settings: platform.settings.parse(settings),
    selection: { include: [], exclude: [], ids: [] },
    windowSeconds: 900,
    agentIds: [agentId],
    openClient: (target) =>
      createVendorClient({
        tenant: 'acme',
        ...target,
        maxBodyBytes: MAX_BODY_BYTES,
        observer: noopVendorObserver,
        timing: { backOffSeconds: 1_000, tokenBackOffSeconds: 0, tokenTimeoutSeconds: DEADLINE_SECONDS },
      }),
    log: { info: () => {}, warn: () => {} },
    now: () => START,
    monotonic: () => polls * BETWEEN_POLLS_SECONDS,
  });

  function pollOnce(name: CollectorName): Promise<Outcome> {
    polls++;
    const collector = connection.collectors.find((each) => each.name === name)!;
    const ended = Promise.withResolvers<Outcome>();
    let failure: unknown;
    const poller = pollTenant({
      tenant: { name: 'acme', platform: platform.platform, api: platform.api },
      plans: [{ collector, intervalSeconds: 3600, timeoutSeconds: DEADLINE_SECONDS }],
      staleAfter: 1,
      onChange: () => {},
      onSuccess: () => {
        const { collection = {} } = poller.state().collectors[0]!;
        ended.resolve({ collection });
      },
      onFailure: (_, error) => {
        failure = error;
        ended.resolve({ error: failure });
      },
      onError: noteFault,
    });
    return ended.promise.finally(poller.stop);
  }

  return {
    poll: async (names) => {
      let outcome: Outcome = { error: new Error('nothing was polled') };
      for (const name of names) outcome = await pollOnce(name);
      return outcome;
    },
    close: connection.close,
  };
}

it.each(APIS)(
  '$platform.platform $platform.api survives every response to each of its calls and shows nothing wrong',
  { timeout: 240_000 },
  async ({ platform }) => {
    const { server, vendorAt } = await recordable(platform);
    const { references, calls } = await recordAll(platform, server, vendorAt);
    const other = vendorAt('other');
    const wrong: string[] = [];
    const [thorough] = [...calls.keys()].filter((path) => !isOncePerClient(path));
    for (const [path, name] of calls) {
      const oddities = path === thorough ? everyCombination(path) : everyPair(path);
      const { first, reference } = references.get(name)!;
      const judge = (oddity: Oddity, outcome: Outcome) => {
        const problem = problemOf(oddity, outcome, reference);
        if (problem) wrong.push(`${path} ${oddity.status} ${oddity.coding} ${oddity.body}: ${problem}`);
      };
      const isOnce = name === 'queues' && isOncePerClient(path);
      await inParallel(oddities, AT_ONCE, async (take, worker) => {
        const prefix = `${worker}`;
        server.answer(prefix, undefined);
        let vendor = vendorAt(prefix);
        if (!isOnce) await vendor.poll([...first, name]);
        for (let oddity = take(); oddity; oddity = take()) {
          server.answer(prefix, oddity);
          judge(oddity, await vendor.poll([name]));
          if (!isOnce) continue;
          await vendor.close();
          vendor = vendorAt(prefix);
        }
        await vendor.close();
      });
      expect(await other.poll([...first, name]), `another tenant's ${name}`).toEqual({
        collection: reference,
      });
    }
    await other.close();
    expect(wrong.slice(0, 20), `${wrong.length} in all`).toEqual([]);
    expect(faults).toEqual([]);
  },
);

/** These calls happen once in the life of a client; a known list of queues is used again. */
const isOncePerClient = (path: string) => /token|well-known|routing\/queues/.test(path);

function problemOf(oddity: Oddity, outcome: Outcome, reference: object): string | undefined {
  const isGood = oddity.status === 200 && oddity.body === 'complete';
  if (!('collection' in outcome)) return isGood ? `fails with ${outcome.error}` : unclear(outcome.error);
  const { collection } = outcome;
  if (isGood)
    return isPartOf(collection, reference) && isPartOf(reference, collection) ? undefined : 'differs';
  const tolerance = TOLERANCES.find(({ path, when }) => path.test(oddity.path) && when(oddity));
  if (!tolerance) return `succeeds with ${JSON.stringify(collection).slice(0, 200)}`;
  const rest = Object.fromEntries(
    Object.entries(collection).filter(([part]) => !tolerance.nothing?.includes(part)),
  );
  return isPartOf(rest, reference) ? undefined : `shows ${JSON.stringify(rest).slice(0, 200)}`;
}

/** Why an error is of no use to its reader. */
function unclear(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !/^[a-z_]+$/.test(String(error.code)))
    return `fails without a code: ${error}`;
  return /^[\x20-\x7e…]{20,400}$/.test(error.message) ? undefined : `is not clear: ${error.message}`;
}

function everyCombination(path: string): readonly Oddity[] {
  return STATUSES.flatMap((status) =>
    CODINGS.flatMap((coding) => bodiesOf(status).map((body) => ({ path, status, coding, body }))),
  );
}

/** Every status with every coding, and either with every body, as the index of the body shifts from one to the next. */
function everyPair(path: string): readonly Oddity[] {
  return STATUSES.flatMap((status, row) =>
    CODINGS.map((coding, column) => {
      const bodies = bodiesOf(status);
      return { path, status, coding, body: bodies[(row + column) % bodies.length] ?? 'empty' };
    }),
  );
}

/** These statuses have no body on the wire (RFC 9110, sections 15.3.5 and 15.4.5). */
function bodiesOf(status: Oddity['status']): readonly Oddity['body'][] {
  return status === 204 || status === 304 ? ['empty'] : BODIES;
}

type VendorAt = (prefix: string) => Vendor;

/** The odd server before a simulated tenant, whose clock stands still. */
async function recordable(platform: Platform): Promise<{ server: OddServer; vendorAt: VendorAt }> {
  const simulator = await startSimulator({
    tenants: [
      { name: 'a', platform: platform.platform as 'cxone' | 'genesys', api: platform.api, centre: 'globex' },
    ],
    startAt: START,
    timeFactor: 0,
    warmUpSeconds: 2 * 3600,
  });
  onTestFinished(() => simulator.close());
  const tenant = simulator.tenants[0]!;
  const agentId = platform.api === 'acd' ? '20001' : tenant.centre().agents[0]!.id;
  // A queue poll of Genesys survives a failed query of the media in use: test/platforms/genesys/observations/queue-media.
  const text = JSON.stringify({ ...platformSettings(tenant), media: 'all' });
  const origin = new URL(/http:[^"]*/.exec(text)?.[0] ?? '').origin;
  const server = await startOddServer(origin);
  onTestFinished(server.close);
  const vendorAt = (prefix: string) =>
    connect(platform, {
      settings: JSON.parse(text.replaceAll(origin, `${server.origin}/${prefix}`)),
      agentId,
    });
  return { server, vendorAt };
}

interface Reference {
  /** What is polled before, once. */
  readonly first: readonly CollectorName[];
  readonly reference: object;
}

/** What each collector makes of good responses, and the calls that it is the first to make. */
async function recordAll(platform: Platform, server: OddServer, vendorAt: VendorAt) {
  const references = new Map<CollectorName, Reference>();
  const calls = new Map<string, CollectorName>();
  for (const name of platform.collectors) {
    const first: CollectorName[] = name === 'queues' ? [] : ['queues'];
    const vendor = vendorAt('record');
    await vendor.poll([...first, name]);
    // From the second poll on, nothing changes any more.
    const outcome = await vendor.poll([name]);
    await vendor.close();
    if (!('collection' in outcome)) throw outcome.error;
    references.set(name, { first: [...first, name], reference: outcome.collection });
    for (const path of server.recorded().keys()) if (!calls.has(path)) calls.set(path, name);
  }
  return { references, calls };
}

/** Workers that take the next item until there is none. */
async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (take: () => Item | undefined, worker: number) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const take = () => rest.next().value;
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(take, worker)));
}
