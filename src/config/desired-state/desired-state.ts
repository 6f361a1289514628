/** The file of a desired state: the routing configuration that a tenant's queues should have. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { NO_MUSIC, ROUTING_STRATEGIES } from '../../domain/index.ts';
import type { DesiredProblem, DesiredState } from '../../queue-routing/index.ts';
import { label, whenPresent } from '../../settings/index.ts';
import { ConfigError, type ConfigPath, type ConfigProblem } from '../validation/config-error.ts';
import { type Environment, escapeReferences } from '../validation/environment.ts';
import { keyedSettings, settingKey, settingsFromKeys } from '../validation/setting-keys.ts';
import { readTextFile } from '../validation/text-file.ts';
import { isMapping } from '../validation/unknown-keys.ts';
import { createValidator, type Validator } from '../validation/validate.ts';
import { readYaml } from '../yaml/source.ts';

const MIN_WAIT_SECONDS = 10;
const MAX_WAIT_SECONDS = 7200;
const MAX_SHORT_ABANDON_SECONDS = 300;
const PERCENT = 100;

const id = () => z.string().min(1);

function wholeNumberFrom(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  const error = whenPresent(`must be a whole number, ${range}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function isMusic(text: string): boolean {
  const url = URL.parse(text);
  return text === NO_MUSIC || (/^https?:$/.test(url?.protocol ?? '') && url?.hostname !== '');
}

/** Text on the wire; users may write a number. */
const level = z.union([id(), z.number()]).transform(String);

const queueSchema = z
  .object({
    id: id(),
    routing_strategy: z.enum(ROUTING_STRATEGIES).optional(),
    max_wait_time: wholeNumberFrom(MIN_WAIT_SECONDS, MAX_WAIT_SECONDS).optional(),
    wait_music: z.string().refine(isMusic, `must be an http or https URL, or ${NO_MUSIC}`).optional(),
    overflow_targets: z.array(z.object({ id: id(), threshold: wholeNumberFrom(0) })).optional(),
    skills: z.array(z.object({ id: id(), level })).optional(),
    skill_routing_type: z.string().min(1).optional(),
    enable_overflow: z.boolean().optional(),
    overflow_threshold: wholeNumberFrom(0).optional(),
    service_level_goal: wholeNumberFrom(0, PERCENT).optional(),
    service_level_threshold: wholeNumberFrom(0).optional(),
    enable_short_abandon: z.boolean().optional(),
    short_abandon_threshold: wholeNumberFrom(0, MAX_SHORT_ABANDON_SECONDS).optional(),
    count_short_abandons: z.boolean().optional(),
  })
  .refine((queue) => Object.values(queue).filter((value) => value !== undefined).length > 1, {
    message: 'has no setting; add one, or delete the queue',
  });

const fileSchema = z.object({ tenant: label(), queues: z.array(queueSchema).min(1) });

export interface DesiredStateFile {
  readonly state: DesiredState;
  /** A problem that was found outside of the file, with its line. */
  problemAt(problem: DesiredProblem): ConfigProblem;
  tenantProblem(message: string): ConfigProblem;
}

/** @throws ConfigError with everything that is wrong with the file. */
export async function loadDesiredState(file: string, env: Environment): Promise<DesiredStateFile> {
  return parseDesiredState(await readTextFile(file), file, env);
}

/** @throws ConfigError with everything that is wrong with the file, which `file` names in messages. */
export function parseDesiredState(text: string, file: string, env: Environment): DesiredStateFile {
  const source = readYaml(text, file, env);
  const validator = createValidator(source);
  const parsed = source.value === undefined ? undefined : readValue(source.value, validator);
  const problems = validator.problems();
  if (!parsed || problems.length > 0) throw new ConfigError(problems);
  const indexOf = (queueId: string) => parsed.queues.findIndex((queue) => queue.id === queueId);
  return {
    state: {
      tenant: parsed.tenant,
      queues: parsed.queues.map(({ id, ...keyed }) => ({ id, settings: settingsFromKeys(keyed) })),
    },
    problemAt: ({ queueId, path, message }) => {
      const place = path.map((step) => (typeof step === 'string' ? settingKey(step) : step));
      return source.problemAt(['queues', indexOf(queueId), ...place], message);
    },
    tenantProblem: (message) => source.problemAt(['tenant'], message),
  };
}

function readValue(value: unknown, validator: Validator): z.output<typeof fileSchema> | undefined {
  if (!isMapping(value)) {
    validator.report([], 'must be a mapping; start with "tenant:" and "queues:"');
    return undefined;
  }
  validator.refuseUnknownKeys(fileSchema, value, []);
  const parsed = validator.parse(fileSchema, value, []);
  // Checked apart from the schema, which reports refinements only when everything else is valid.
  for (const { path, message } of repeats(value)) validator.report(path, message);
  return parsed;
}

/** Ids that are listed twice, and queues that overflow into themselves. */
function repeats({ queues }: Readonly<Record<string, unknown>>) {
  const listed = entriesOf(queues);
  return [
    ...repeatedIds(listed, ['queues']),
    ...listed.flatMap((queue, index) => [
      ...repeatedIds(entriesOf(queue.overflow_targets), ['queues', index, 'overflow_targets']),
      ...repeatedIds(entriesOf(queue.skills), ['queues', index, 'skills']),
      ...entriesOf(queue.overflow_targets).flatMap((target, place) =>
        target.id === queue.id && typeof target.id === 'string'
          ? [
              {
                path: ['queues', index, 'overflow_targets', place, 'id'],
                message: 'is the queue itself; name another queue',
              },
            ]
          : [],
      ),
    ]),
  ];
}

function entriesOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.map((entry) => (isMapping(entry) ? entry : {})) : [];
}

function repeatedIds(entries: readonly Readonly<Record<string, unknown>>[], path: ConfigPath) {
  const ids = entries.map((entry) => (typeof entry.id === 'string' ? entry.id : undefined));
  return ids.flatMap((each, index) =>
    each !== undefined && ids.indexOf(each) < index
      ? [{ path: [...path, index, 'id'], message: 'is listed twice; delete one of the two' }]
      : [],
  );
}

/** The text of a desired state's file. */
export function formatDesiredState({ tenant, queues }: DesiredState): string {
  const file = { tenant, queues: queues.map(({ id, settings }) => ({ id, ...keyedSettings(settings) })) };
  return stringify(file, (_, value: unknown) =>
    typeof value === 'string' ? escapeReferences(value) : value,
  );
}
