import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { HostState } from './host.ts';

/**
 * Loaded into an exporter before its first module: gives the process a host of its own. `Date` is shifted, the time zone
 * changed, and names below {@link HostState.domain} resolve to this machine or do not. The monotonic clock, timers, file
 * times and TLS are those of the machine, as they are when the wall clock of a real host jumps. SIGUSR2 reads the state
 * again.
 */

const file = process.env.FAULTS_HOST ?? '';
const RealDate = Date;
const realNow = RealDate.now;
const lookup = dns.lookup;
const machineZone = process.env.TZ;
const changes = new BroadcastChannel('host');
let state: HostState;

function read(): void {
  state = JSON.parse(readFileSync(file, 'utf8')) as HostState;
  if (!isMainThread) return;
  const zone = state.timeZone ?? machineZone;
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

read();
if (isMainThread)
  process.on('SIGUSR2', () => {
    read();
    changes.postMessage('changed');
  });
else changes.onmessage = read;
// Nothing may keep the process alive. The types are those of browsers, whose channels have no `unref`.
(changes as unknown as { unref(): void }).unref();

const now = () => Math.floor(realNow() + state.aheadSeconds * 1000);
globalThis.Date = class extends RealDate {
  static override now = now;
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [now()] : parts) as [number]));
  }
} as DateConstructor;

type Callback = (error: Error | null, ...found: unknown[]) => void;
const resolve = (name: string, options: { readonly all?: boolean } | Callback, callback?: Callback) => {
  const done = typeof options === 'function' ? options : callback;
  if (!name.endsWith(`.${state.domain}`) || !done)
    return Reflect.apply(lookup, dns, callback ? [name, options, callback] : [name, options]);
  const isKnown = !state.unresolved.includes(name.slice(0, -state.domain.length - 1));
  const fields = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: name };
  const isAll = typeof options === 'object' && options.all === true;
  setImmediate(() => {
    if (!isKnown) done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), fields));
    else if (isAll) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  });
};
Object.assign(dns, { lookup: resolve });
syncBuiltinESMExports();
