import { clientCredentials } from '../../../vendor-http/index.ts';
import { definePlatform } from '../../platform.ts';
import { AGENT_DETAILS_SCOPE } from './agents/agent-details.ts';
import { agentHistory } from './agents/agent-history.ts';
import { agents } from './agents/agents.ts';
import { analytics } from './analytics/analytics.ts';
import { analyticsSummary } from './analytics/analytics-summary.ts';
import { AUDIT_SCOPE, audit } from './audit.ts';
import { createQueueDirectory } from './directory.ts';
import { health } from './health.ts';
import { queueDetails } from './queue-details.ts';
import { queueStatistics } from './queue-statistics.ts';
import { READ_SCOPE, routingQueues } from './routing/routing-queues.ts';
import { settings, tokenUrlOf } from './settings.ts';
import { WAIT_TIMES_SCOPE, waitTimeRequests, waitTimes } from './wait-times.ts';

/** NICE CXone, the v2 API. */
export const cxoneV2 = definePlatform({
  platform: 'cxone',
  api: 'v2',
  displayName: 'NICE CXone',
  documentation: 'https://developer.niceincontact.com/API',
  collectors: ['queues', 'aggregates', 'agents', 'health', 'analytics', 'audit', 'wait_times'],
  permissions: {
    queues: 'reports:view',
    aggregates: 'analytics:queues:read',
    agents: AGENT_DETAILS_SCOPE,
    health: 'health:read',
    analytics: 'analytics:read',
    audit: AUDIT_SCOPE,
    wait_times: WAIT_TIMES_SCOPE,
    routing: READ_SCOPE,
  },
  /** Without `agents.ids`, with one query of `analytics`, and with one page per list other than the waits. */
  requestCosts: (queues, intervals) => ({
    queue_stats: 60 / intervals.queues,
    queue_details: 60 / intervals.aggregates,
    health: 60 / intervals.health,
    analytics_summary: 60 / intervals.analytics,
    audit: 60 / intervals.audit,
    queue_data: (60 / intervals.wait_times) * waitTimeRequests(queues),
  }),
  configuresQueues: true,
  settings,
  connect: ({ settings, selection, agentIds, windowSeconds, openClient, log, now, monotonic }) => {
    const { base_url, oauth, service_level_unit, duration_unit, max_pages: maxPages } = settings;
    const client = openClient({
      baseUrl: base_url,
      authenticate: clientCredentials({ ...oauth, tokenUrl: tokenUrlOf(settings) }),
    });
    const directory = createQueueDirectory();
    const analyticsReader = analyticsSummary({ client, durationUnit: duration_unit, maxPages });
    return {
      collectors: [
        queueStatistics({
          client,
          selection,
          serviceLevelUnit: service_level_unit,
          directory,
          monotonic,
        }),
        queueDetails({ client, directory, windowSeconds }),
        health({ client }),
        agents({ client, agentIds, maxPages, now }),
        analytics({ reader: analyticsReader, queries: settings.analytics, log, now }),
        audit({ client, directory, maxPages, log, now }),
        waitTimes({ client, directory, maxPages }),
      ],
      agentHistory: agentHistory({ client, maxPages }),
      routing: routingQueues({ client, directory, maxPages }),
      analytics: analyticsReader,
      close: () => client.close(),
    };
  },
});
