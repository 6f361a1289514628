import { clientCredentials } from '../../vendor-http/index.ts';
import { definePlatform } from '../platform.ts';
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
  collectors: ['queues', 'aggregates', 'health'],
  permissions: {
    queues: 'reports:view',
    aggregates: 'analytics:queues:read',
    health: 'health:read',
    routing: READ_SCOPE,
  },
  requestCosts: (_, intervals) => ({
    queue_stats: 60 / intervals.queues,
    queue_details: 60 / intervals.aggregates,
    health: 60 / intervals.health,
  }),
  settings,
  connect: ({
    settings: { base_url, oauth, service_level_unit },
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
    return {
      collectors: [
        queueStatistics({ client, selection, serviceLevelUnit: service_level_unit, directory, log, now }),
        queueDetails({ client, directory, windowSeconds }),
        health({ client }),
      ],
      routing: routingQueues({ client, directory }),
      close: () => client.close(),
    };
  },
});
