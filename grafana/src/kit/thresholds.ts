import { MappingType, type Threshold, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { BAD, GOOD, GREY, QUIET, WATCH } from './colours.ts';

/** From which value on which colour; the first holds for everything below the second. */
export type Steps = readonly Threshold[];

const steps = (base: string, ...above: readonly (readonly [number, string])[]): Steps => [
  { value: null, color: base },
  ...above.map(([value, color]) => ({ value, color })),
];

export const NEUTRAL = steps('text');
export const badFrom = (bad: number) => steps(QUIET, [bad, BAD]);
export const watchFrom = (watch: number) => steps(QUIET, [watch, WATCH]);
export const watchThenBad = (watch: number, bad: number) => steps(QUIET, [watch, WATCH], [bad, BAD]);
/** The other way round: the lower the worse. */
export const badBelow = (bad: number, watch: number) => steps(BAD, [bad, WATCH], [watch, QUIET]);

/** A chance of breach: from even odds on worth a look, further up what alerts page for by default. */
export const CHANCE = watchThenBad(0.5, 0.7);

/** A word and a colour for each value. */
export function words(
  meanings: Readonly<Record<string, readonly [text: string, colour: string]>>,
): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(meanings).map(([value, [text, color]], index) => [value, { text, color, index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

export const UP_OR_DOWN = words({ 1: ['Up', GOOD], 0: ['Down', BAD] });
export const WORKED_OR_FAILED = words({ 1: ['OK', GOOD], 0: ['Failed', BAD] });
export const YES_IS_BAD = words({ 1: ['Yes', BAD], 0: ['No', GREY] });
