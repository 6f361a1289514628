import { z } from 'zod';
import { clientCredentials, clientCredentialsSettings } from '../../../vendor-http/index.ts';
import { definePlatform } from '../../platform.ts';
import { pagingSettings } from '../../shared/pages.ts';
import { hostSettings, hostsOf, secureHosts } from '../shared/hosts.ts';
import { REQUESTS_PER_MINUTE } from '../shared/limits.ts';
import { createQueueList, queueListRequestsPerMinute } from '../shared/queue-list.ts';
import { retryAfterFromBody } from '../shared/throttling.ts';
import { queueDetails } from './queue-details.ts';

const SCOPE = 'analytics:queue:read';

/** Genesys Cloud, real-time queue details. */
export const genesysDetails = definePlatform({
  platform: 'genesys',
  api: 'details',
  displayName: 'Genesys Cloud',
  documentation: 'https://developer.genesys.cloud/analyticsdatamanagement/analytics/',
  collectors: ['queues'],
  requestsPerMinute: REQUESTS_PER_MINUTE,
  permissions: { queues: SCOPE },
  requestCosts: (queues, intervals) => ({
    queue_details: 60 / intervals.queues,
    routing_queues: queueListRequestsPerMinute(queues),
  }),
  settings: z
    .object({ ...hostSettings, oauth: clientCredentialsSettings, ...pagingSettings })
    .superRefine(secureHosts),
  connect: ({ settings, selection, openClient, log, monotonic }) => {
    const { baseUrl, tokenUrl } = hostsOf(settings);
    const client = openClient({
      baseUrl,
      authenticate: clientCredentials({ ...settings.oauth, tokenUrl, scope: settings.oauth.scope ?? SCOPE }),
      retryAfterFromBody,
    });
    const mayBeMissing = selection.include.length === 0 && selection.exclude.length === 0;
    const maxPages = settings.max_pages;
    const queueList = createQueueList({ client, maxPages, log, monotonic, mayBeMissing });
    return { collectors: [queueDetails({ client, queueList, selection })], close: () => client.close() };
  },
});
