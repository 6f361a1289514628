import {
  clientCredentialsEndpoint,
  clientCredentialsSettings,
  rejectWithOAuthBody,
} from '../../../http/client-credentials.ts';
import type { VendorApi } from '../../../http/vendor-api.ts';
import { GENESYS_CORRELATION_HEADER, genesysErrorBody } from '../shared/errors.ts';
import { QUEUE_VIEW, queueList } from '../shared/queue-list.ts';
import { detailsQuery } from './details-query.ts';
import { SCOPES } from './scopes.ts';

const TOKEN_PATH = '/oauth/token';

/**
 * Genesys Cloud, the query-style details API. The real platform has its token endpoint on another host; here it
 * is `/oauth/token` of the same origin.
 */
export const genesysDetails: VendorApi = {
  platform: 'genesys',
  api: 'details',
  tokenEndpoints: [clientCredentialsEndpoint(TOKEN_PATH, rejectWithOAuthBody)],
  endpoints: [detailsQuery, queueList],
  correlationHeader: GENESYS_CORRELATION_HEADER,
  grants: [...Object.values(SCOPES), QUEUE_VIEW],
  errorBody: genesysErrorBody,
  exporterSettings: clientCredentialsSettings(TOKEN_PATH),
};
