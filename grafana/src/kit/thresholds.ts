import {
  MappingType,
  SpecialValueMatch,
  type Threshold,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { THRESHOLDS } from '../../../alerts/generator/index.ts';
import { BAD, QUIET, TEXT, WATCH } from './colours.ts';
import { NONE } from './promql.ts';
import { SETTINGS } from './settings.ts';

/** From which value on which colour; the first holds for everything below the second. */
export type Steps = readonly Threshold[];

const steps = (base: string, ...above: readonly (readonly [number, string])[]): Steps => [
  { value: null, color: base },
  ...above.map(([value, color]) => ({ value, color })),
];

export const NEUTRAL = steps(TEXT);
/** The same for a coloured ground, where only mappings give colours. */
export const NEUTRAL_GROUND = steps(QUIET);
export const badFrom = (bad: number) => steps(QUIET, [bad, BAD]);
export const watchFrom = (watch: number) => steps(QUIET, [watch, WATCH]);
export const watchThenBad = (watch: number, bad: number) => steps(QUIET, [watch, WATCH], [bad, BAD]);
/** The other way round: the lower the worse. */
export const badBelow = (bad: number, watch: number) => steps(BAD, [bad, WATCH], [watch, QUIET]);

/** The chance of a breach from which the alert pages. */
const PAGES_FROM = SETTINGS.thresholds.breach_probability ?? THRESHOLDS.breach_probability.default;
/** A chance of breach: worth watching from even odds on, bad from where the alert pages. */
export const CHANCE = watchThenBad(0.5, PAGES_FROM);

/** A word and a colour for each value. */
export function words(
  meanings: Readonly<Record<string, readonly [text: string, colour: string]>>,
): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(meanings).map(([value, [text, color]], index) => [value, { text, color, index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** The words for {@link NONE}. */
export const noneMeans = (text: string, colour: string) => words({ [NONE]: [text, colour] });

/** Unknown has the panel's or the cell's words for no value, and never a threshold's colour. */
export const unknownIs = (colour: string): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { color: colour } },
});

export const UP_OR_DOWN = words({ 1: ['Up', QUIET], 0: ['Down', BAD] });
export const WORKED_OR_FAILED = words({ 1: ['OK', QUIET], 0: ['Failed', BAD] });
export const YES_IS_BAD = words({ 1: ['Yes', BAD], 0: ['No', QUIET] });
