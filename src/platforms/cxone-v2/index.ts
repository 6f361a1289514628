import { clientCredentials } from '../../vendor-http/index.ts';
import { definePlatform } from '../platform.ts';
import { analytics } from './analytics.ts';
import { analyticsSummary } from './analytics-summary.ts';
import { createQueueDirectory } from './directory.ts';
import { health } from './health.ts';
import { queueDetails } from './queue-details.ts';
import { queueStatistics } from './queue-statistics.ts';
import { READ_SCOPE, routingQueues } from './routing-queues.ts';
import { settings } from './settings.ts';

/** NICE CXone, the v2 API. */
export const cxoneV2 = definePlatform({
  platform: 'cxone',
  api: 'v2',
  collectors: ['queues', 'aggregates', 'health', 'analytics'],
  permissions: {
    queues: 'reports:view',
    aggregates: 'analytics:queues:read',
    health: 'health:read',
    analytics: 'analytics:read',
    routing: READ_SCOPE,
  },
  requestCosts: (_, intervals) => ({
    queue_stats: 60 / intervals.queues,
    queue_details: 60 / intervals.aggregates,
    health: 60 / intervals.health,
    analytics_summary: 60 / intervals.analytics,
  }),
  configuresQueues: true,
  settings,
  connect: ({
    settings: { base_url, oauth, service_level_unit, duration_unit, max_pages },
    selection,
    windowSeconds,
    openClient,
    log,
    now,
  }) => {
    const client = openClient({
      baseUrl: base_url,
      signIn: clientCredentials({ ...oauth, tokenUrl: oauth.token_url ?? `${base_url}/api/v2/oauth/token` }),
    });
    const directory = createQueueDirectory();
    const analyticsReader = analyticsSummary({ client, durationUnit: duration_unit, maxPages: max_pages });
    return {
      collectors: [
        queueStatistics({ client, selection, serviceLevelUnit: service_level_unit, directory, log, now }),
        queueDetails({ client, directory, windowSeconds }),
        health({ client }),
        analytics({ reader: analyticsReader, now }),
      ],
      routing: routingQueues({ client, directory }),
      analytics: analyticsReader,
      close: () => client.close(),
    };
  },
});
