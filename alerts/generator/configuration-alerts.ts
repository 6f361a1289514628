import { type Alert, BREACHED, OF_THIS_QUEUE, reading } from './alert.ts';
import { lines, perQueue, QUEUE_LABELS } from './rule.ts';

const CHANGES = 'contact_center_queue_config_changes_total';

/** Queues whose configuration differs from the desired state, or changed shortly before a breach. */
export const configurationAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterConfigurationDrift',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    expr: `${perQueue('contact_center_queue_config_drift')} == 1`,
    for: '15m',
    summary: '{{ $labels.tenant }}: the configuration of {{ $labels.queue }} differs from the desired state',
    description: lines`
      | ${OF_THIS_QUEUE}
      | The routing configuration on the platform, version ${reading('contact_center_queue_config_version')}, differs from the desired file. contact-center-exporter queue plan FILE shows the difference.`,
  },
  {
    name: 'ContactCenterConfigurationChangedBeforeBreach',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment: lines`
      | A change within the hour before: reported by the audit log (whose counter may begin with the change itself) or by
      | a new version of the configuration.`,
    expr: lines`
      | ${BREACHED}
      | and
      | (
      |   sum by (${QUEUE_LABELS}) (increase(${CHANGES}[1h])) > 0
      |   or
      |   sum by (${QUEUE_LABELS}) (${CHANGES} unless ${CHANGES} offset 1h) > 0
      |   or
      |   ${perQueue('changes(contact_center_queue_config_version[1h])')} > 0
      | )`,
    for: '1m',
    keepFiringFor: '15m',
    summary:
      '{{ $labels.tenant }}: {{ $labels.queue }} was reconfigured shortly before it missed its service level',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Service level ${reading('queue:contact_center_queue_service_level:judged', 'humanizePercentage')}, and the routing configuration was changed within the last hour; it is now version ${reading('contact_center_queue_config_version')}. Check that change first.`,
  },
];
