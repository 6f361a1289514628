import { z } from 'zod';

/**
 * Range of waits in seconds: above `from`, up to and including `to`. The CXone guide to queue routing names the grouping
 * `waitTimeRange` but not its values: accepts an object with bounds, and text such as `0-30` or `600+`.
 */
export interface WaitTimeRange {
  readonly from: number;
  /** Infinity without an upper bound. */
  readonly to: number;
}

const TEXT = /^(\d+(?:\.\d+)?) *(?:- *(\d+(?:\.\d+)?)|\+)$/;

const bounds = z
  .object({ from: z.number().nullish(), to: z.number().nullish() })
  .refine(({ from, to }) => from != null || to != null, 'has no bound');

const boundsInText = z
  .string()
  .transform((text) => TEXT.exec(text.trim()))
  .refine((match) => match !== null)
  .transform((match) => ({
    from: Number(match?.[1]),
    to: match?.[2] === undefined ? undefined : Number(match[2]),
  }));

export const waitTimeRange = z
  .union([bounds, boundsInText])
  .transform(({ from, to }): WaitTimeRange => ({ from: from ?? 0, to: to ?? Number.POSITIVE_INFINITY }))
  .refine(({ from, to }) => from >= 0 && to > from);
