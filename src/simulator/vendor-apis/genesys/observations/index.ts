import {
  clientCredentialsEndpoint,
  clientCredentialsSettings,
  rejectWithOAuthBody,
} from '../../../http/client-credentials.ts';
import type { VendorApi } from '../../../http/vendor-api.ts';
import { GENESYS_CORRELATION_HEADER, genesysErrorBody } from '../shared/errors.ts';
import { queueList } from '../shared/queue-list.ts';
import { aggregatesQuery } from './aggregates-query.ts';
import { auditsQuery } from './audits-query.ts';
import { GRANTS } from './grants.ts';
import { observationsQuery } from './observations-query.ts';
import { presenceDefinitions } from './presences.ts';
import { statusPage } from './status-page.ts';
import { tokenInfo } from './token-info.ts';
import { userDetails } from './user-details.ts';

const TOKEN_PATH = '/oauth/token';

/** Genesys Cloud, the published API. Token endpoint and status page share the API's host here. */
export const genesysObservations: VendorApi = {
  platform: 'genesys',
  api: 'observations',
  tokenEndpoints: [clientCredentialsEndpoint(TOKEN_PATH, rejectWithOAuthBody)],
  endpoints: [
    queueList,
    observationsQuery,
    aggregatesQuery,
    userDetails,
    auditsQuery,
    presenceDefinitions,
    tokenInfo,
    statusPage,
  ],
  correlationHeader: GENESYS_CORRELATION_HEADER,
  grants: Object.values(GRANTS),
  errorBody: genesysErrorBody,
  exporterSettings: (tenant) => ({
    ...clientCredentialsSettings(TOKEN_PATH)(tenant),
    status_page: { url: tenant.baseUrl, components: ['Americas (US East)*'] },
  }),
};
