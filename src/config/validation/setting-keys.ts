import type { RoutingSetting, RoutingSettings } from '../../domain/index.ts';

/** What routing settings are called in files: the desired state, the audit log, a plan as JSON. */
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

/** Settings as files hold them. */
export type KeyedSettings = {
  readonly [Setting in RoutingSetting as (typeof SETTING_KEYS)[Setting]]?: RoutingSettings[Setting];
};

export function settingsFromKeys(keyed: KeyedSettings): RoutingSettings {
  return {
    routingStrategy: keyed.routing_strategy,
    maxWaitSeconds: keyed.max_wait_time,
    waitMusic: keyed.wait_music,
    overflowTargets: keyed.overflow_targets,
    skills: keyed.skills,
    skillRoutingType: keyed.skill_routing_type,
    enableOverflow: keyed.enable_overflow,
    overflowThreshold: keyed.overflow_threshold,
    serviceLevelGoal: keyed.service_level_goal,
    serviceLevelThresholdSeconds: keyed.service_level_threshold,
    enableShortAbandon: keyed.enable_short_abandon,
    shortAbandonThresholdSeconds: keyed.short_abandon_threshold,
    countShortAbandons: keyed.count_short_abandons,
  };
}

/** The key of a setting; a field that is none keeps its name. */
export function settingKey(field: string): string {
  return isSetting(field) ? SETTING_KEYS[field] : field;
}

/** Settings by their keys, those that are absent left out. */
export function keyedSettings(settings: RoutingSettings): Readonly<Record<string, unknown>> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([setting, value]) => [settingKey(setting), value]));
}

function isSetting(field: string): field is RoutingSetting {
  return Object.hasOwn(SETTING_KEYS, field);
}
