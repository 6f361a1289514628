/**
 * Encodings of ACD endpoints. The case of field names varies between versions and endpoints, some misspell two names,
 * numbers may be text, and an instant without a zone is UTC. Sources: NICE CXone developer portal, "RealTime Data API", `POST /skills/activity/search` (misspelt
 * names); https://github.com/singer-io/tap-nice-incontact, `transform.py` (numbers as text) and CHANGELOG (UTC).
 */

import { z } from 'zod';
import { decimal } from '../../shared/wire-values.ts';

const MISSPELT: Readonly<Record<string, string>> = {
  agentsavaliable: 'agentsavailable',
  agentsunavaliable: 'agentsunavailable',
};

/** Object schema that matches field names in any spelling and omits fields that the shape does not name. */
export function anySpelling<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).flatMap((name) => [[name, name] as const, [plain(name), name]]));
  const respell = (value: unknown) => {
    if (!isObject(value)) return value;
    const fields: Record<string, unknown> = {};
    for (const spelling in value) {
      const name = names.get(spelling) ?? names.get(plain(spelling));
      if (name !== undefined) fields[name] = value[spelling];
    }
    return fields;
  };
  return z.preprocess(respell, z.object(shape));
}

function plain(name: string): string {
  const lower = name.toLowerCase();
  return MISSPELT[lower] ?? lower;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const POSITIVE = /^[1-9]\d*$/;

/** Ids of skills and agents: positive whole numbers, which some endpoints send as text. */
export const id = z.transform((value: unknown, { issues }): string => {
  const isId = typeof value === 'string' ? POSITIVE.test(value) : typeof value === 'number' && value > 0;
  if (isId && Number.isSafeInteger(Number(value))) return String(value);
  issues.push({ code: 'custom', message: 'expected a positive whole number', input: value });
  return z.NEVER;
});

const withSkillId = anySpelling({ skillId: id });

/** Skill id of a row; undefined when it is invalid. */
export function skillIdOf(row: unknown): string | undefined {
  return withSkillId.safeParse(row).data?.skillId;
}

/**
 * Field that may be missing, null or empty. One step instead of the five of a nullish, transformed union, because every
 * field of every row passes here.
 */
function field<In, Out>(isFit: (value: unknown) => value is In, expected: string, read: (value: In) => Out) {
  return z.transform((value: unknown, { issues }): Out | undefined => {
    if (value === undefined || value === null || isBlank(value)) return undefined;
    if (isFit(value)) return read(value);
    issues.push({ code: 'custom', message: `expected ${expected}`, input: value });
    return z.NEVER;
  });
}

const isText = (value: unknown) => typeof value === 'string';
const isNumberOrText = (value: unknown) => typeof value === 'number' || isText(value);
const isBlank = (value: unknown) => isText(value) && value.trim() === '';

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
]);
const flagOf = (value: unknown) => FLAGS.get(isText(value) ? value.trim().toLowerCase() : value);
const isFlag = (value: unknown): value is boolean | string => flagOf(value) !== undefined;

const toNumber = (value: number | string) => (isText(value) ? decimal(value) : value);

/** NaN for text that is not a number, which `validNumber` rejects. */
export const number = field(isNumberOrText, 'a number', toNumber);

const isWhole = (value: unknown): value is number | string =>
  isNumberOrText(value) && Number.isSafeInteger(toNumber(value)) && Number(value) >= 0;

/** Number that the interpretation of the whole response depends on. */
export const wholeNumber = field(isWhole, 'a whole number', toNumber);

export const flag = field(isFlag, 'true or false', flagOf);

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** Unix seconds; NaN for text that is not an instant. */
export const instant = field(
  isText,
  'an instant',
  (text) => Date.parse(ZONE.test(text) ? text : `${text}Z`) / 1000,
);

const ISO_DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds; some versions send an ISO 8601 duration. NaN for other text. */
export const seconds = field(isNumberOrText, 'seconds', toSeconds);

function toSeconds(value: number | string): number {
  const [isDuration, days = 0, hours = 0, minutes = 0, rest = 0] = ISO_DURATION.exec(String(value)) ?? [];
  if (isDuration === undefined) return toNumber(value) ?? Number.NaN;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
}

/** UTC with `Z`, to the second: the only form that all endpoints interpret alike (tap-nice-incontact, CHANGELOG). */
export function utc(unixSeconds: number): string {
  return `${new Date(Math.floor(unixSeconds) * 1000).toISOString().slice(0, 19)}Z`;
}
