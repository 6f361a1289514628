import { z } from 'zod';
import type { ServiceLevelPolicy, ServiceLevelRule } from '../../domain/index.ts';
import { duration, numberFromEnv, whenPresent, wholeNumber, wildcard } from '../../settings/index.ts';

const RATIO = 'must be a ratio above 0, up to 1, such as 0.8 for 80 %';

const target = () =>
  numberFromEnv(
    z
      .number({ error: whenPresent(RATIO) })
      .gt(0, RATIO)
      .max(1, RATIO),
  ).describe('Share of the contacts to be answered within the threshold');
const threshold = () => duration({ above: 0 }).describe('Wait within which an answer counts as in time');
const window = () =>
  duration({ min: 60, wholeMinutes: true }).describe(
    'Rolling window over which the service level is judged, in whole minutes',
  );
const minContacts = () =>
  wholeNumber({ min: 1, max: 1_000_000 }).describe('A window with fewer contacts than this is not judged');
const horizon = () => duration({ above: 0 }).describe('How far ahead a breach is predicted');

/** The top-level section: what a queue is held against where neither a rule nor its platform says. */
export const serviceLevelSection = z
  .object({
    target: target().prefault(0.8),
    threshold: threshold().prefault('20s'),
    window: window().prefault('15m'),
    min_contacts: minContacts().prefault(5),
    horizon: horizon().prefault('10m'),
  })
  .prefault({})
  .describe('What queues are held against unless a rule of their tenant or their platform says otherwise')
  .transform(
    (policy): ServiceLevelPolicy => ({
      target: policy.target,
      thresholdSeconds: policy.threshold,
      windowSeconds: policy.window,
      minContacts: policy.min_contacts,
      horizonSeconds: policy.horizon,
    }),
  );

/** What holds where nothing is configured. */
export const DEFAULT_POLICY: ServiceLevelPolicy = serviceLevelSection.parse({});

/** The window and the horizon are the same for all queues, so that their figures can be compared. */
const rule = z
  .object({
    match: wildcard().describe('Name of the queues this rule is for'),
    target: target().optional(),
    threshold: threshold().optional(),
    min_contacts: minContacts().optional(),
  })
  .transform(
    ({ match, target, threshold, min_contacts }): ServiceLevelRule => ({
      match,
      target,
      thresholdSeconds: threshold,
      minContacts: min_contacts,
    }),
  );

export const serviceLevelRules = z
  .array(rule)
  .prefault([])
  .describe('What single queues are held against; the first rule that matches a queue wins');
