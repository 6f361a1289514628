import { z } from 'zod';
import {
  ABANDON_RULES,
  type ServiceLevelPolicies,
  type ServiceLevelPolicy,
  type ServiceLevelRule,
} from '../../domain/index.ts';
import { duration, numberFromEnv, whenPresent, wholeNumber, wildcard } from '../../settings/index.ts';

const RATIO = 'must be a ratio above 0, up to 1, such as 0.8 for 80 %';

const target = () =>
  numberFromEnv(
    z
      .number({ error: whenPresent(RATIO) })
      .gt(0, RATIO)
      .max(1, RATIO),
  ).describe('Share of the contacts to be answered within the threshold');
const threshold = () =>
  duration({ above: 0 }).describe('Waiting time within which an answer counts towards the target');
const window = () =>
  duration({ min: 60, wholeMinutes: true }).describe('Rolling window of the service level, in whole minutes');
const minContacts = () =>
  wholeNumber({ min: 1, max: 1_000_000 }).describe(
    'Fewest contacts of a window in which a breach is reported',
  );
const abandons = () =>
  z
    .enum(ABANDON_RULES)
    .describe(
      'Abandoned contacts that the computed service level counts: `count` all of them, `exclude` none, `exclude_short` those that waited at least as long as the short-abandon limit of the platform',
    );
const horizon = () => duration({ above: 0 }).describe('Prediction horizon');
const DEFAULT_HORIZON = '10m';
const DEFAULT_HORIZON_SECONDS = 600;
/** Each horizon costs as much time as the first one. */
const MAX_HORIZONS = 3;

const horizons = () =>
  z
    .array(horizon())
    .min(1)
    .max(MAX_HORIZONS, `must name up to ${MAX_HORIZONS} horizons`)
    .refine((all) => new Set(all).size === all.length, 'names a horizon twice; delete one')
    .transform((all) => all.toSorted((a, b) => a - b))
    .optional()
    .describe(
      `Up to ${MAX_HORIZONS} prediction horizons in place of \`horizon\`, such as [10m, 30m, 60m], each with its own probability and the label \`horizon\` in minutes; decisions and alerts use the shortest one`,
    );

/** The top-level section: defaults for queues without a rule and without a service level on the platform. */
export const serviceLevelSection = z
  .object({
    target: target().prefault(0.8),
    threshold: threshold().prefault('20s'),
    window: window().prefault('15m'),
    min_contacts: minContacts().prefault(5),
    abandons: abandons().prefault('count'),
    horizon: horizon().optional().meta({ default: DEFAULT_HORIZON }),
    horizons: horizons(),
  })
  .refine(({ horizon, horizons }) => horizon === undefined || horizons === undefined, {
    path: ['horizon'],
    error: 'cannot be combined with horizons; keep one of the two',
  })
  .prefault({})
  .describe('Service level of queues, unless a rule of their tenant or their platform sets it')
  .transform((policy): ServiceLevelPolicy => {
    const [horizonSeconds = DEFAULT_HORIZON_SECONDS, ...furtherHorizons] = policy.horizons ?? [
      policy.horizon ?? DEFAULT_HORIZON_SECONDS,
    ];
    return {
      target: policy.target,
      thresholdSeconds: policy.threshold,
      windowSeconds: policy.window,
      minContacts: policy.min_contacts,
      ...(policy.abandons !== 'count' && { abandons: policy.abandons }),
      horizonSeconds,
      ...(furtherHorizons.length > 0 && { furtherHorizons }),
    };
  });

/** The service level without any configuration. */
export const DEFAULT_POLICY: ServiceLevelPolicy = serviceLevelSection.parse({});

/** Window and horizon are the same for all queues, so that their values can be compared. */
const rule = z
  .object({
    match: wildcard().describe('Name of the queues that this rule applies to'),
    target: target().optional(),
    threshold: threshold().optional(),
    min_contacts: minContacts().optional(),
    abandons: abandons().optional(),
  })
  .transform(
    ({ match, target, threshold, min_contacts, abandons }): ServiceLevelRule => ({
      match,
      ...(target !== undefined && { target }),
      ...(threshold !== undefined && { thresholdSeconds: threshold }),
      ...(min_contacts !== undefined && { minContacts: min_contacts }),
      ...(abandons !== undefined && { abandons }),
    }),
  );

export const serviceLevelRules = z
  .array(rule)
  .prefault([])
  .describe('Service level of matching queues; the first rule that matches a queue wins');

/** Where a setting is, within its tenant or at the top of the file, and what is wrong with it. */
export interface AbandonProblem {
  readonly isInherited: boolean;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const EVERY_QUEUE = '*';

/**
 * Settings `exclude_short` that no queue of a tenant can have, because its API does not report short abandons: without
 * their number the service level would be unknown. `tenant` names it with its platform.
 */
export function shortAbandonProblems(
  { defaults, rules }: ServiceLevelPolicies,
  tenant: string,
): readonly AbandonProblem[] {
  const why = `${tenant} does not report short abandons`;
  const last = rules.findIndex(({ match }) => match === EVERY_QUEUE);
  const reached = last < 0 ? rules : rules.slice(0, last + 1);
  const ofRules = reached.flatMap(({ abandons }, index): readonly AbandonProblem[] =>
    abandons === 'exclude_short'
      ? [
          {
            isInherited: false,
            path: ['service_level', index, 'abandons'],
            message: `cannot be exclude_short: ${why}; use count or exclude`,
          },
        ]
      : [],
  );
  const inherits = last < 0 || reached.some(({ abandons }) => abandons === undefined);
  if (defaults.abandons !== 'exclude_short' || !inherits) return ofRules;
  const message = `cannot be exclude_short for every tenant: ${why}; use count or exclude, or set abandons in each service_level rule of the tenant, the last one with match: "${EVERY_QUEUE}"`;
  return [...ofRules, { isInherited: true, path: ['service_level', 'abandons'], message }];
}
