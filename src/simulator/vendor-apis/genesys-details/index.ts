import {
  clientCredentialsSettings,
  clientCredentialsSignIn,
  refuseWithOAuthBody,
} from '../../http/client-credentials.ts';
import type { Face } from '../../http/vendor-api.ts';
import { GENESYS_CORRELATION_HEADER, genesysErrorBody } from '../genesys/errors.ts';
import { QUEUE_VIEW, queueList } from '../genesys/queue-list.ts';
import { detailsQuery } from './details-query.ts';
import { SCOPES } from './scopes.ts';

const TOKEN_PATH = '/oauth/token';

/**
 * Genesys Cloud, the query-style details API. The real platform has the sign-in on a host of its own; here it is
 * `/oauth/token` of the same origin.
 */
export const genesysDetails: Face = {
  platform: 'genesys',
  api: 'details',
  signIns: [clientCredentialsSignIn(TOKEN_PATH, refuseWithOAuthBody)],
  endpoints: [detailsQuery, queueList],
  correlationHeader: GENESYS_CORRELATION_HEADER,
  grants: [...Object.values(SCOPES), QUEUE_VIEW],
  errorBody: genesysErrorBody,
  exporterSettings: clientCredentialsSettings(TOKEN_PATH),
};
