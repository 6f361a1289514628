import { abandonmentAlerts } from './abandonment-alerts.ts';
import { type Alert, alertingRule } from './alert.ts';
import { type BusinessHours, businessHoursRules } from './business-hours.ts';
import { configurationAlerts } from './configuration-alerts.ts';
import { exporterAlerts } from './exporter-alerts.ts';
import { platformAlerts } from './platform-alerts.ts';
import { recordingGroups } from './recording-rules.ts';
import { renderPrometheusRule, renderRuleFile } from './render.ts';
import type { RuleFile, RuleGroup } from './rule.ts';
import { serviceLevelAlerts } from './service-level-alerts.ts';
import type { Settings } from './settings.ts';
import { staffingAlerts } from './staffing-alerts.ts';
import { staleTests } from './stale-tests.ts';
import { thresholdRules } from './thresholds.ts';
import { waitingAlerts } from './waiting-alerts.ts';

export type { Alert } from './alert.ts';
export type { RuleFile } from './rule.ts';
export { parseSettings, realAddress, type Settings, SettingsError } from './settings.ts';
export { THRESHOLDS } from './thresholds.ts';

/** Every alert. */
export const ALERTS: readonly Alert[] = [
  ...serviceLevelAlerts,
  ...abandonmentAlerts,
  ...waitingAlerts,
  ...staffingAlerts,
  ...configurationAlerts,
  ...platformAlerts,
  ...exporterAlerts,
];

/** All rule files in the order of their dependencies. */
function ruleFiles(settings: Settings): readonly RuleFile[] {
  const alerts = (name: string, list: readonly Alert[]): RuleGroup => ({
    name: `contact-center-${name}`,
    rules: list.map((alert) => alertingRule(alert, settings.links)),
  });
  return [
    settingsRules(settings),
    {
      name: 'recording.yaml',
      comment:
        'Recording rules for alerts and dashboards: counts over 5m, 30m, 1h, a shift and a day, and ratios of them.',
      groups: recordingGroups(openTenants(settings)),
    },
    {
      name: 'queues.yaml',
      comment: 'Alerts about queues.',
      groups: [
        alerts('service-level', serviceLevelAlerts),
        alerts('abandonment', abandonmentAlerts),
        alerts('waiting', waitingAlerts),
        alerts('staffing', staffingAlerts),
        alerts('configuration', configurationAlerts),
      ],
    },
    {
      name: 'platform.yaml',
      comment: 'Alerts about the platforms and the polls.',
      groups: [alerts('platform', platformAlerts)],
    },
    {
      name: 'exporter.yaml',
      comment: 'Alerts about the exporter and these rules.',
      groups: [alerts('exporter', exporterAlerts)],
    },
  ];
}

/** Thresholds and opening hours, which depend only on the settings. */
function settingsRules(settings: Settings): RuleFile {
  return {
    name: 'settings.yaml',
    comment: 'Thresholds and opening hours, one series per tenant.',
    groups: [thresholdRules(settings), hoursGroup(settings)],
  };
}

/** Tenants whose service level is restricted to their opening hours. */
function openTenants({ tenants }: Settings): readonly string[] {
  return Object.entries(tenants).flatMap(([tenant, { serviceLevel }]) =>
    serviceLevel === 'opening_hours' ? [tenant] : [],
  );
}

function openingHoursRules(settings: Settings): RuleFile {
  return { name: 'rules.yaml', comment: 'Opening hours for the test.', groups: [hoursGroup(settings)] };
}

function hoursGroup({ tenants, calendar }: Settings): RuleGroup {
  const hours = Object.entries(tenants).flatMap(([tenant, { hours }]): [string, BusinessHours][] =>
    hours ? [[tenant, hours]] : [],
  );
  return businessHoursRules(Object.fromEntries(hours), calendar);
}

/** Rule files and the Kubernetes object of all rules: texts by path below `alerts/`. */
export function generatedRules(settings: Settings): ReadonlyMap<string, string> {
  const files = ruleFiles(settings);
  return new Map([
    ...files.map((file): [string, string] => [`rules/${file.name}`, renderRuleFile(file)]),
    ['kubernetes/prometheus-rule.yaml', renderPrometheusRule(files)],
  ]);
}

/** Generated promtool tests; `testFiles` are the texts of the hand-written ones. */
export function generatedTests(
  openingHours: Settings,
  testFiles: readonly string[],
): ReadonlyMap<string, string> {
  return new Map([
    ['tests/opening-hours/rules.yaml', renderRuleFile(openingHoursRules(openingHours))],
    [
      'tests/opening-hours/recording.yaml',
      renderRuleFile({
        name: 'recording.yaml',
        comment:
          'Recording rules of tenants whose service level is restricted to opening hours, for the test.',
        groups: recordingGroups(openTenants(openingHours)),
      }),
    ],
    ['tests/stale.yaml', staleTests(testFiles, ALERTS)],
  ]);
}
