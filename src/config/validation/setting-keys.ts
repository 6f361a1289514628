import type { RoutingSetting, RoutingSettings } from '../../domain/index.ts';

/** Keys of routing settings in files: the desired state, the audit log, a plan as JSON. */
const SETTING_KEYS = {
  routingStrategy: 'routing_strategy',
  maxWaitSeconds: 'max_wait_time',
  waitMusic: 'wait_music',
  overflowTargets: 'overflow_targets',
  skills: 'skills',
  skillRoutingType: 'skill_routing_type',
  enableOverflow: 'enable_overflow',
  overflowThreshold: 'overflow_threshold',
  serviceLevelGoal: 'service_level_goal',
  serviceLevelThresholdSeconds: 'service_level_threshold',
  enableShortAbandon: 'enable_short_abandon',
  shortAbandonThresholdSeconds: 'short_abandon_threshold',
  countShortAbandons: 'count_short_abandons',
} as const satisfies Record<RoutingSetting, string>;

/** Settings by their keys in files. */
export type KeyedSettings = {
  readonly [Setting in RoutingSetting as (typeof SETTING_KEYS)[Setting]]?:
    | RoutingSettings[Setting]
    | undefined;
};

const SETTINGS_BY_KEY = new Map(
  Object.entries(SETTING_KEYS).map(([setting, key]) => [key as string, setting]),
);

export function settingsFromKeys(keyed: KeyedSettings): RoutingSettings {
  const entries = Object.entries(keyed).flatMap(([key, value]) => {
    const setting = SETTINGS_BY_KEY.get(key);
    return setting === undefined || value === undefined ? [] : [[setting, value] as const];
  });
  return Object.fromEntries(entries) as RoutingSettings;
}

/** The key of a setting; any other field keeps its name. */
export function settingKey(field: string): string {
  return isSetting(field) ? SETTING_KEYS[field] : field;
}

/** Settings by their keys, without absent ones. */
export function keyedSettings(settings: RoutingSettings): Readonly<Record<string, unknown>> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([setting, value]) => [settingKey(setting), value]));
}

function isSetting(field: string): field is RoutingSetting {
  return Object.hasOwn(SETTING_KEYS, field);
}
