import {
  type Alert,
  agentsReading,
  OF_THIS_QUEUE,
  reading,
  WHILE_OPEN,
  WHO_WAITS_AND_SERVES,
} from './alert.ts';
import { lines, perQueue } from './rule.ts';
import { than } from './thresholds.ts';

/** Staff against what the load requires, and the plan. */
export const staffingAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterAgentsShort',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment:
      'Required by the Erlang A formula at the estimated load: earlier than the service level, which has a window to fall through.',
    expr: lines`
      | (
      |   ${perQueue('contact_center_queue_agents_short')}
      |   / (${perQueue('contact_center_queue_agents_required')} > 0)
      | ) ${than('>=', 'agents_short_ratio')}
      | ${WHILE_OPEN}`,
    for: '15m',
    keepFiringFor: '15m',
    summary:
      '{{ $labels.tenant }}: {{ $labels.queue }} is short of {{ $value | humanizePercentage }} of the agents that it needs',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Agents: needs ${reading('contact_center_queue_agents_required')}, short of ${reading('contact_center_queue_agents_short')}, serving: ${agentsReading('queue:contact_center_queue_agents_serving:max{%s}')}.
      | Load: ${reading('contact_center_queue_offered_load_erlangs')} agents' work at contacts of ${reading('contact_center_queue_estimated_handle_seconds', 'humanizeDuration')}.
      | ${WHO_WAITS_AND_SERVES}`,
  },
  {
    name: 'ContactCenterPlanEnding',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: 'contact-center-overview',
    comment: 'Fires on after the end, until there is a plan that lasts longer.',
    expr: `max by (tenant) (contact_center_tenant_plan_end_timestamp_seconds) - time() ${than('<', 'plan_left_seconds')}`,
    for: '15m',
    summary:
      '{{ $labels.tenant }}: the workforce plan {{ if ge $value 0.0 }}ends in {{ $value | humanizeDuration }}{{ else }}has ended{{ end }}',
    description:
      'Without a later plan, planned agents and expected contacts are unknown from then on. Export the next plan to the configured file or URL.',
  },
];
