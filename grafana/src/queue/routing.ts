import { FACTOR, stat, YES_IS_BAD } from '../kit/index.ts';
import { QUEUE_ONLY } from './scope.ts';

/** The routing configuration, and how good the predictions are. */

export const configuration = [
  stat({
    title: 'Routing version',
    description: "Version of the queue's routing configuration. It rises with each change.",
    unit: FACTOR,
    noValue: 'Not watched',
    queries: [{ expr: `max(contact_center_queue_config_version{${QUEUE_ONLY}})` }],
  }),
  stat({
    title: 'Differs from the desired state',
    description: 'Whether the routing on the platform differs from the desired file.',
    unit: FACTOR,
    noValue: 'No desired state is set',
    mappings: YES_IS_BAD,
    queries: [{ expr: `max(contact_center_queue_config_drift{${QUEUE_ONLY}})` }],
  }),
  stat({
    title: 'Changes in the time shown',
    description: "Changes of the queue's configuration in the audit log, by action.",
    unit: FACTOR,
    decimals: 0,
    named: true,
    noValue: 'No audit log',
    queries: [
      {
        expr: `max by (action) (increase(contact_center_queue_config_changes_total{${QUEUE_ONLY}}[$__range]))`,
        legend: '{{action}}',
      },
    ],
  }),
  stat({
    title: 'Prediction error (Brier score)',
    description:
      'Brier score of the tenant: the mean squared error of the predicted chances whose horizon has passed. 0 is always right; always saying 50 % scores 0.25.',
    unit: FACTOR,
    decimals: 3,
    named: true,
    noValue: 'No horizon has passed yet',
    queries: [
      {
        expr: 'max by (method) (contact_center_prediction_brier_score{tenant="$tenant"})',
        legend: '{{method}}',
      },
    ],
  }),
];
