import { type FactFigure, snakeCase, windowLabel } from '../../domain/index.ts';

/** Metrics with another name than their figure. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  waiting: 'waiting_interactions',
  active: 'active_interactions',
  oldestWaitingAt: 'oldest_waiting_timestamp_seconds',
  waitSeconds: 'reported_wait_seconds',
  agentsLoggedIn: 'agents_logged_in',
  serviceLevel: 'service_level_ratio{window="platform"}',
  configVersion: 'config_version',
  configDrifted: 'config_drift',
  configChanges: 'config_changes_total',
};

const WINDOWED = ['offered', 'answered', 'abandoned', 'shortAbandoned'];

export function queueMetric(name: string): string {
  return `contact_center_queue_${name}`;
}

/** The metric of a reported figure with its labels; undefined where only figures derived from it are exported. */
export function metricOf({ path }: FactFigure): string | undefined {
  const [group = '', name = '', count = ''] = path;
  if (group === 'agents') return queueMetric(`agents{state="${name}"}`);
  if (group === 'totals') return queueMetric(`${snakeCase(name)}_total`);
  if (group === 'waitDistribution') return queueMetric(`wait_distribution_interactions{outcome="${name}"}`);
  if (group === 'windows')
    return count === 'answeredWaitSeconds'
      ? queueMetric(`answered_wait_seconds{window="${windowLabel(name)}"}`)
      : WINDOWED.includes(count)
        ? queueMetric(`${snakeCase(count)}_interactions{window="${windowLabel(name)}"}`)
        : undefined;
  const other = OTHER_NAMES[group];
  return other && queueMetric(other);
}
