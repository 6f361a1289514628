import {
  type Alert,
  BREACHED,
  ENOUGH_CONTACTS,
  OF_THIS_QUEUE,
  reading,
  WATCHED_FOR,
  WHILE_OPEN,
  WHO_WAITS_AND_SERVES,
} from './alert.ts';
import { lines, perQueue, shortestHorizon } from './rule.ts';
import { than, thresholdSeries } from './thresholds.ts';

const LEVEL_NOW = `Service level ${reading('queue:contact_center_queue_service_level:judged', 'humanizePercentage')}, target ${reading('contact_center_queue_service_level_target_ratio', 'humanizePercentage')} within ${reading('contact_center_queue_service_level_threshold_seconds', 'humanizeDuration')}.`;

const BURN_DASHBOARD = 'contact-center-service-level';

/** Of the three that page, an earlier one inhibits a later one: see alertmanager.yaml. */
export const serviceLevelAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterServiceLevelBreached',
    severity: 'page',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment: lines`
      | A few late contacts in a quiet quarter of an hour are chance, so a minimum of late contacts is required. A rush that
      | is over stays in the window, so the last five minutes must be bad as well, where they are known.`,
    expr: lines`
      | ${BREACHED}
      | unless
      | queue:contact_center_queue_budget_burn:ratio5m <= 1
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: '5m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: {{ $labels.queue }} misses its service level',
    description: lines`
      | ${OF_THIS_QUEUE}
      | ${LEVEL_NOW}
      | Contacts in the window: ${reading('queue:contact_center_queue_counted:window')}, late beyond what the target allows: ${reading('queue:contact_center_queue_excess_late:window')}.
      | ${WHO_WAITS_AND_SERVES}`,
  },
  {
    name: 'ContactCenterServiceLevelBreachPredicted',
    severity: 'page',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment: lines`
      | The probability must hold for some polls. Most breaches are small and pass, so the next contact must expect a long
      | wait, where that is known. Predictions that were recently no better than chance do not page.
      | Fires longer than ContactCenterServiceLevelBreached, which inhibits it, so that its end is notified as well.`,
    expr: lines`
      | ${shortestHorizon('contact_center_queue_sla_breach_probability{method="erlang_a"}')} ${than('>=', 'breach_probability')}
      | unless
      | ${perQueue('max_over_time(contact_center_queue_estimated_wait_seconds[3m])')}
      | <=
      | ${perQueue('contact_center_queue_service_level_threshold_seconds')}
      |   * on (tenant) group_left () ${thresholdSeries('predicted_wait_thresholds')}
      | unless on (tenant)
      | max by (tenant) (contact_center_prediction_brier_score{method="erlang_a"}) ${than('>', 'brier_score')}
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: '1m',
    keepFiringFor: '10m',
    summary:
      '{{ $labels.tenant }}: {{ $labels.queue }} will probably miss its service level ({{ $value | humanizePercentage }})',
    description: lines`
      | ${OF_THIS_QUEUE}
      | A breach inside the prediction's horizon has a chance of {{ $value | humanizePercentage }}.
      | ${LEVEL_NOW}
      | ${WHO_WAITS_AND_SERVES}
      | Contacts in the last half hour: ${reading('queue:contact_center_queue_ended:increase30m')}. The next one waits about ${reading('contact_center_queue_estimated_wait_seconds', 'humanizeDuration')}.`,
  },
  {
    name: 'ContactCenterServiceLevelBreachPredicted',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment:
      'Where the platform does not report waiting contacts and busy agents, only the rule of thumb can predict: too coarse to page for.',
    expr: lines`
      | ${perQueue('contact_center_queue_sla_breach_predicted{method="occupancy_rule"}')} == 1
      | unless
      | ${shortestHorizon('contact_center_queue_sla_breach_probability{method="erlang_a"}')}
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: '5m',
    keepFiringFor: '10m',
    summary: '{{ $labels.tenant }}: {{ $labels.queue }} is about to miss its service level',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Agents are busier and the wait is longer than the rule of thumb allows.
      | ${LEVEL_NOW}
      | Busy share of the agents: ${reading('contact_center_queue_occupancy_ratio', 'humanizePercentage')}.
      | ${WHO_WAITS_AND_SERVES}`,
  },
  burning({
    name: 'ContactCenterServiceLevelBudgetBurningFast',
    severity: 'page',
    short: '5m',
    long: '1h',
    threshold: 'fast_burn',
    for: '2m',
  }),
  burning({
    name: 'ContactCenterServiceLevelBudgetBurningSlowly',
    severity: 'ticket',
    short: '30m',
    long: '8h',
    threshold: 'slow_burn',
    for: '15m',
  }),
  {
    name: 'ContactCenterPredictionUnreliable',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: BURN_DASHBOARD,
    expr: `max by (tenant) (contact_center_prediction_brier_score{method="erlang_a"}) ${than('>', 'brier_score')}`,
    for: '1h',
    summary: '{{ $labels.tenant }}: predictions are no better than chance',
    description:
      'The Brier score of the predictions is {{ $value | printf "%.2f" }}. While it is that high, ContactCenterServiceLevelBreachPredicted does not page for this tenant.',
  },
];

interface Burning {
  readonly name: string;
  readonly severity: Alert['severity'];
  readonly short: string;
  readonly long: keyof typeof WATCHED_FOR;
  readonly threshold: 'fast_burn' | 'slow_burn';
  readonly for: string;
}

/** The long period shows that the burn is significant, the short one that it continues. */
function burning({ name, severity, short, long, threshold, for: held }: Burning): Alert {
  const burn = (period: string) => `queue:contact_center_queue_budget_burn:ratio${period}`;
  const part = (name: string) => reading(`queue:contact_center_queue_${name}:increase${long}`);
  return {
    name,
    severity,
    scope: 'queue',
    dashboard: BURN_DASHBOARD,
    expr: lines`
      | ${burn(long)} ${than('>', threshold)}
      | and
      | ${burn(short)} ${than('>', threshold)}
      | ${WATCHED_FOR[long]}
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: held,
    keepFiringFor: '5m',
    summary: `{{ $labels.tenant }}: {{ $labels.queue }} spends its budget of late contacts {{ $value | printf "%.1f" }} times too fast`,
    description: lines`
      | ${OF_THIS_QUEUE}
      | For ${long} the budget of late contacts has been spent {{ $value | printf "%.1f" }} times faster than a day allows.
      | Contacts in ${long}: ${part('counted')}, served in time: ${part('answered_within_threshold')}.
      | ${LEVEL_NOW}
      | ${WHO_WAITS_AND_SERVES}`,
  };
}
