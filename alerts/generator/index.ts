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
import { staleTests } from './stale-tests.ts';
import { thresholdRules } from './thresholds.ts';
import { waitingAlerts } from './waiting-alerts.ts';

export type { Alert } from './alert.ts';
export type { RuleFile } from './rule.ts';
export { parseSettings, realAddress, type Settings, SettingsError } from './settings.ts';
export { THRESHOLDS } from './thresholds.ts';

/** Every alert there is. */
export const ALERTS: readonly Alert[] = [
  ...serviceLevelAlerts,
  ...abandonmentAlerts,
  ...waitingAlerts,
  ...configurationAlerts,
  ...platformAlerts,
  ...exporterAlerts,
];

/** All rule files, in the order in which they build on each other. */
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
        'What alerts and dashboards read: counts over 5m, 30m, 1h, a shift and a day, and what follows from them.',
      groups: recordingGroups,
    },
    {
      name: 'queues.yaml',
      comment: 'Alerts about queues.',
      groups: [
        alerts('service-level', serviceLevelAlerts),
        alerts('abandonment', abandonmentAlerts),
        alerts('waiting', waitingAlerts),
        alerts('configuration', configurationAlerts),
      ],
    },
    {
      name: 'platform.yaml',
      comment: 'Alerts about the platforms and how the exporter gets on with them.',
      groups: [alerts('platform', platformAlerts)],
    },
    {
      name: 'exporter.yaml',
      comment: 'Alerts about the exporter and these rules themselves.',
      groups: [alerts('exporter', exporterAlerts)],
    },
  ];
}

/** Thresholds and opening hours: what the settings alone decide. */
function settingsRules(settings: Settings): RuleFile {
  return {
    name: 'settings.yaml',
    comment: 'Thresholds and opening hours, one series per tenant.',
    groups: [thresholdRules(settings), hoursGroup(settings)],
  };
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

/** The rules, and the same as a Kubernetes object: texts by path below `alerts/`. */
export function generatedRules(settings: Settings): ReadonlyMap<string, string> {
  const files = ruleFiles(settings);
  return new Map([
    ...files.map((file): [string, string] => [`rules/${file.name}`, renderRuleFile(file)]),
    ['kubernetes/prometheus-rule.yaml', renderPrometheusRule(files)],
  ]);
}

/** The promtool tests that follow from others; `testFiles` are the texts of those written by hand. */
export function generatedTests(
  openingHours: Settings,
  testFiles: readonly string[],
): ReadonlyMap<string, string> {
  return new Map([
    ['tests/opening-hours/rules.yaml', renderRuleFile(openingHoursRules(openingHours))],
    ['tests/stale.yaml', staleTests(testFiles, ALERTS)],
  ]);
}
