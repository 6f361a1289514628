import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Lets a whole program live in faster time: loaded before it by NODE_OPTIONS=--import. Its clocks run VIRTUAL_TIME_FACTOR
 * times as fast, and its timers are as much shorter. VIRTUAL_TIME_START and VIRTUAL_TIME_REAL_START are one instant, in
 * both times, Unix milliseconds.
 */

const factor = Number(process.env.VIRTUAL_TIME_FACTOR);
const virtualStart = Number(process.env.VIRTUAL_TIME_START);
const realStart = Number(process.env.VIRTUAL_TIME_REAL_START);

const { now: realNow } = Date;
Date.now = () => Math.floor(virtualStart + factor * (realNow() - realStart));

const realPerformanceNow = performance.now.bind(performance);
performance.now = () => factor * realPerformanceNow();

const { setTimeout: realSetTimeout, setInterval: realSetInterval } = globalThis;
const realDelay = timers.setTimeout;
const realTimeout = AbortSignal.timeout.bind(AbortSignal);
const shorter = (milliseconds = 0) => milliseconds / factor;

globalThis.setTimeout = Object.assign(
  (callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) =>
    realSetTimeout(callback, shorter(milliseconds), ...args),
  realSetTimeout,
);
globalThis.setInterval = Object.assign(
  (callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) =>
    realSetInterval(callback, shorter(milliseconds), ...args),
  realSetInterval,
);
timers.setTimeout = (milliseconds, ...rest) => realDelay(shorter(milliseconds), ...rest);
AbortSignal.timeout = (milliseconds) => realTimeout(Math.ceil(shorter(milliseconds)));
syncBuiltinESMExports();
