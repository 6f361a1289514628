import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/index.ts';
import { numberFromEnv } from './text-values.ts';

/** Schemas of the values in configuration files. Each error message states the accepted values. */

/** Longer durations are taken for typing errors. They also stay below the limit of timers in Node.js (24 days). */
const LONGEST_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

export interface DurationRange {
  readonly min?: number;
  /** The bound itself is not allowed. */
  readonly above?: number;
  readonly max?: number;
  readonly wholeMinutes?: boolean;
}

/** Seconds, written like `15s` or `1h30m`. */
export function duration({ min = 0, above, max = LONGEST_SECONDS, wholeMinutes = false }: DurationRange) {
  const lowest = above === undefined ? `from ${formatDuration(min)}` : `more than ${formatDuration(above)}`;
  const range = `must be ${lowest} up to ${formatDuration(max)}`;
  return z
    .string({ error: whenPresent('must be a duration with its unit, such as 15s or 1h30m') })
    .transform((text, context) => {
      const seconds = parseDuration(text);
      const problem = problemOf(seconds);
      if (problem === undefined && seconds !== undefined) return seconds;
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    })
    .meta({ kind: 'duration' });

  function problemOf(seconds: number | undefined): string | undefined {
    if (seconds === undefined) return 'must be a duration with its unit, such as 15s or 1h30m';
    if (seconds < min || seconds > max || (above !== undefined && seconds <= above)) return range;
    if (wholeMinutes && seconds % MINUTE_SECONDS !== 0) return 'must be whole minutes, such as 15m';
    return undefined;
  }
}

const BYTES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

export const BYTE_SIZE = /^(\d+)(B|KiB|MiB|GiB)$/;

/** Bytes, written like `64MiB`. */
export function byteSize({ max }: { readonly max: string }) {
  const most = bytesOf(max);
  return z
    .string({ error: whenPresent('must be a size with its unit, such as 64MiB') })
    .transform((text, context) => {
      const bytes = bytesOf(text);
      if (bytes !== undefined && bytes > 0 && bytes <= (most ?? bytes)) return bytes;
      const message =
        bytes === undefined
          ? 'must be a size with its unit, such as 64MiB'
          : `must be more than 0B up to ${max}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ kind: 'size' });
}

function bytesOf(text: string): number | undefined {
  const [, count, unit] = BYTE_SIZE.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * BYTES[unit as keyof typeof BYTES];
}

export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  const error = whenPresent(`must be a whole number from ${min} to ${max}`);
  return numberFromEnv(z.int({ error }).min(min, { error }).max(max, { error }));
}

/** Text that is shown to people and written into labels. */
export function label() {
  return z
    .string()
    .min(1)
    .regex(/^[^\p{C}]*$/u, 'must not contain control characters or line breaks')
    .refine((text) => text.trim() === text, 'must not begin or end with a space');
}

/** A name in which `*` stands for any characters and `?` for one. */
export function wildcard() {
  return z.string().min(1).meta({ kind: 'wildcard' });
}

/** Leaves the usual "is missing" to a value that is not there. */
export function whenPresent(message: string): z.core.$ZodErrorMap {
  return ({ input }) => (input === undefined || input === null ? undefined : message);
}
