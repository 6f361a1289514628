import { defined } from '../../../domain/index.ts';
import { clientCredentials } from '../../../vendor-http/index.ts';
import { definePlatform } from '../../platform.ts';
import { createStatusPage } from '../../shared/status-page.ts';
import { hostsOf } from '../shared/hosts.ts';
import { REQUESTS_PER_MINUTE } from '../shared/limits.ts';
import { createQueueList } from '../shared/queue-list.ts';
import { retryAfterFromBody } from '../shared/throttling.ts';
import { agentHistory, agents } from './agents/agents.ts';
import { createPresences } from './agents/presences.ts';
import { USER_DETAIL_PERMISSION } from './agents/user-details.ts';
import { AGGREGATE_PERMISSION, createAggregateQuery } from './aggregates/aggregate-query.ts';
import { conversationAggregates } from './aggregates/conversation-aggregates.ts';
import { createMediaHistory } from './aggregates/media-history.ts';
import { audit } from './audit/audit.ts';
import { AUDIT_PERMISSION } from './audit/audit-query.ts';
import { health } from './health.ts';
import { createQueueMedia } from './queue-media.ts';
import { OBSERVATION_PERMISSION, queueObservations } from './queue-observations.ts';
import { requestCosts } from './request-costs.ts';
import { settings } from './settings.ts';

/** Genesys Cloud, the published API: queue observations and conversation aggregates. */
export const genesysObservations = definePlatform({
  platform: 'genesys',
  api: 'observations',
  displayName: 'Genesys Cloud',
  documentation: 'https://developer.genesys.cloud/analyticsdatamanagement/analytics/',
  collectors: ['queues', 'aggregates', 'agents', 'health', 'audit'],
  requestsPerMinute: REQUESTS_PER_MINUTE,
  requestCosts,
  reportsShortAbandons: true,
  /** Beside the one for the list of queues, whose absence says so itself. */
  permissions: {
    queues: OBSERVATION_PERMISSION,
    aggregates: AGGREGATE_PERMISSION,
    agents: USER_DETAIL_PERMISSION,
    audit: AUDIT_PERMISSION,
  },
  settings,
  connect: ({ settings, selection, agentIds, windowSeconds, openClient, log, now, monotonic }) => {
    const { oauth, media, status_page, max_pages: maxPages } = settings;
    const { baseUrl, tokenUrl } = hostsOf(settings);
    const client = openClient({
      baseUrl,
      authenticate: clientCredentials({ ...oauth, tokenUrl }),
      retryAfterFromBody,
    });
    const pageClient = status_page && openClient({ baseUrl: status_page.url });
    const statusPage =
      status_page &&
      pageClient &&
      createStatusPage({ client: pageClient, components: status_page.components, log });
    const queueList = createQueueList({ client, maxPages, log, monotonic, mayBeMissing: false });
    const presences = createPresences({ client, maxPages, log, monotonic });
    const queueMedia = createQueueMedia(media);
    const queryAggregates = createAggregateQuery({ client, queueMedia, log, monotonic });
    const mediaHistory = createMediaHistory({ queryAggregates, queueMedia, log, now, monotonic });
    const common = { queueList, selection, queueMedia, mediaHistory, log, now, monotonic };
    return {
      collectors: [
        queueObservations({ ...common, client, presences }),
        conversationAggregates({ ...common, queryAggregates, windowSeconds }),
        agents({ client, maxPages, agentIds, now }),
        health(defined({ client, statusPage })),
        audit({ client, maxPages, queueList, selection, log, now }),
      ],
      agentHistory: agentHistory({ client, maxPages }),
      close: async () => {
        await mediaHistory.close();
        await Promise.all([client.close(), pageClient?.close()]);
      },
    };
  },
});
