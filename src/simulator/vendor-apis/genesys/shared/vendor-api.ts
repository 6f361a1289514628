import {
  clientCredentialsEndpoint,
  clientCredentialsSettings,
  rejectWithOAuthBody,
} from '../../../http/client-credentials.ts';
import type { VendorApi } from '../../../http/vendor-api.ts';
import { GENESYS_CORRELATION_HEADER, genesysErrorBody } from './errors.ts';

/** On the real platform, the token endpoint has a host of its own; here it shares the API's. */
const TOKEN_PATH = '/oauth/token';

/** What all APIs of Genesys Cloud have in common. */
export const genesysApi = {
  platform: 'genesys',
  tokenEndpoints: [clientCredentialsEndpoint(TOKEN_PATH, rejectWithOAuthBody)],
  correlationHeader: GENESYS_CORRELATION_HEADER,
  errorBody: genesysErrorBody,
  exporterSettings: clientCredentialsSettings(TOKEN_PATH),
} satisfies Partial<VendorApi>;
