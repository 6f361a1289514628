/** Single figures of a queue, and the field of the platform's API that each comes from. */

import {
  AGENT_STATES,
  type AgentState,
  CONTACT_OUTCOMES,
  type ContactOutcome,
  INTERACTION_COUNTS,
  PLATFORM_WINDOW,
  QUEUE_TOTALS,
  type QueueFacts,
  type QueueTotal,
  UTC_DAY_WINDOW,
  type WindowCounts,
  windowLabel,
} from '../queue.ts';
import { snakeCase } from '../snake-case.ts';

/** Windows over which platforms count: `rolling` is the one of the service level, whose length is configured. */
const WINDOW_KINDS = ['rolling', PLATFORM_WINDOW, UTC_DAY_WINDOW] as const;

const WINDOW_COUNTS: readonly (keyof WindowCounts)[] = [
  ...INTERACTION_COUNTS,
  'shortAbandoned',
  'answeredWaitSeconds',
];

type Group = 'agents' | 'windows' | 'totals' | 'waitDistribution';
type SingleFact = Exclude<keyof QueueFacts, 'id' | 'name' | 'media' | Group>;

/** A figure that a platform may report, such as `agents.available` or `windows.rolling.offered`. */
export type QueueFigure =
  | SingleFact
  | `agents.${AgentState}`
  | `windows.${(typeof WINDOW_KINDS)[number]}.${keyof WindowCounts}`
  | `totals.${QueueTotal}`
  | `waitDistribution.${ContactOutcome}`;

/** Where a figure comes from, in the vendor's words. */
export interface FigureSource {
  /** Method and path, such as `GET /skills/activity`. */
  readonly endpoint: string;
  /** Fields of the response. */
  readonly fields: readonly string[];
  /** How the figure follows from the fields; absent where it is the field's value. */
  readonly formula?: string;
  /** When a successful response gives no value. */
  readonly absentWhen?: string;
}

/** Source of each figure that a collector provides. */
export type FigureSources = Readonly<Partial<Record<QueueFigure, FigureSource>>>;

/** Names in JSON. `/api/v1/queues` shows other figures as `occupancy` and so on, which may come from these. */
const SINGLE_FACTS: Readonly<Record<SingleFact, string>> = {
  waiting: 'waiting',
  active: 'active',
  oldestWaitingAt: 'oldest_waiting_at',
  waitSeconds: 'wait_seconds',
  agentsLoggedIn: 'agents_logged_in',
  occupancy: 'reported_occupancy',
  serviceLevel: 'reported_service_level',
  serviceLevelTarget: 'reported_service_level_target',
  serviceLevelThresholdSeconds: 'reported_service_level_threshold_seconds',
  configVersion: 'config_version',
  configDrifted: 'config_drifted',
  configChanges: 'config_changes',
};

/** A figure of {@link QueueFacts}: its name in JSON, and where the facts have it. */
export interface FactFigure {
  readonly figure: QueueFigure;
  readonly name: string;
  readonly path: readonly string[];
}

/** Every figure that a platform may report; `windowSeconds` is the length of the rolling window. */
export function factFigures(windowSeconds: number): readonly FactFigure[] {
  const single = Object.entries(SINGLE_FACTS) as [SingleFact, string][];
  const grouped = (group: Exclude<Group, 'windows'>, names: readonly string[]) =>
    names.map((name) => ({
      figure: `${group}.${name}` as QueueFigure,
      name: `${snakeCase(group)}.${snakeCase(name)}`,
      path: [group, name],
    }));
  return [
    ...single.map(([figure, name]) => ({ figure, name, path: [figure] })),
    ...grouped('agents', AGENT_STATES),
    ...WINDOW_KINDS.flatMap((kind) => {
      const key = kind === 'rolling' ? String(windowSeconds) : kind;
      return WINDOW_COUNTS.map(
        (count): FactFigure => ({
          figure: `windows.${kind}.${count}`,
          name: `windows.${windowLabel(key)}.${snakeCase(count)}`,
          path: ['windows', key, count],
        }),
      );
    }),
    ...grouped('totals', QUEUE_TOTALS),
    ...grouped('waitDistribution', CONTACT_OUTCOMES),
  ];
}

/** Value of a figure; undefined when it is unknown. */
export function factAt(facts: QueueFacts, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    facts,
  );
}
