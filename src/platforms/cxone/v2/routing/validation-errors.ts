/** Violations in the `errors` array of a 400. Source: CXone guide to queue routing, "Errors", which does not describe the entries. */

import { z } from 'zod';
import type { SettingProblem } from '../../../../domain/index.ts';
import { SETTING_BY_WIRE_NAME } from './routing-document.ts';

const text = z.string().min(1);

const entrySchema = z.looseObject({
  field: text.optional(),
  fieldName: text.optional(),
  property: text.optional(),
  path: text.optional(),
  message: text.optional(),
  description: text.optional(),
  errorMessage: text.optional(),
  code: text.optional(),
});

export function problemsIn(detail: unknown): readonly SettingProblem[] {
  const { errors = [] } = z.object({ errors: z.array(z.unknown()) }).safeParse(detail).data ?? {};
  return errors.map(problemOf);
}

function problemOf(entry: unknown): SettingProblem {
  if (typeof entry === 'string') return { path: [], message: entry };
  const fields = entrySchema.safeParse(entry).data;
  if (!fields) return { path: [], message: JSON.stringify(entry) };
  const field = fields.field ?? fields.fieldName ?? fields.property ?? fields.path;
  const message =
    fields.message ?? fields.description ?? fields.errorMessage ?? fields.code ?? JSON.stringify(entry);
  const path = field === undefined ? [] : settingPath(field);
  // A field that is not a setting is named in the message.
  return path.length === 0 && field !== undefined
    ? { path, message: `${field}: ${message}` }
    : { path, message };
}

/** Accepts `skills.0.id`, `skills[0].id` and `/skills/0/id`. */
function settingPath(field: string): readonly (string | number)[] {
  const [first = '', ...steps] = field.split(/[.[\]/]+/).filter((step) => step !== '');
  const setting = SETTING_BY_WIRE_NAME.get(first);
  if (!setting) return [];
  return [setting, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
}
