import {
  clientCredentialsEndpoint,
  clientCredentialsSettings,
  rejectWithApiError,
} from '../../../http/client-credentials.ts';
import type { VendorApi } from '../../../http/vendor-api.ts';
import { agentDetails } from './agent-details.ts';
import { audit } from './audit.ts';
import { health } from './health.ts';
import { queueData } from './queue-data.ts';
import { queueDetails } from './queue-details.ts';
import { queueStats } from './queue-stats.ts';
import { readRoutingQueue, writeRoutingQueue } from './routing-queue.ts';
import { SCOPES } from './scopes.ts';
import { skills } from './skills.ts';
import { summary } from './summary.ts';

const TOKEN_PATH = '/api/v2/oauth/token';

/** NICE CXone, the v2 API. Choices for undocumented behaviour are described at each endpoint. */
export const cxoneV2: VendorApi = {
  platform: 'cxone',
  api: 'v2',
  tokenEndpoints: [clientCredentialsEndpoint(TOKEN_PATH, rejectWithApiError)],
  endpoints: [
    queueStats,
    agentDetails,
    readRoutingQueue,
    writeRoutingQueue,
    skills,
    queueDetails,
    queueData,
    health,
    audit,
    summary,
  ],
  correlationHeader: 'X-Correlation-Id',
  grants: Object.values(SCOPES),
  /** The guides show the `errors` array only for 400; here every status has it. */
  errorBody: ({ status, code, message, problems }, correlationId) => ({
    status,
    code,
    message,
    correlationId,
    errors: problems.length > 0 ? problems : [{ message }],
  }),
  exporterSettings: clientCredentialsSettings(TOKEN_PATH),
};
