import { clientCredentialsSignIn, refuseWithApiError } from '../../http/client-credentials.ts';
import type { Face } from '../../http/face.ts';
import { health } from './health.ts';
import { queueDetails } from './queue-details.ts';
import { queueStats } from './queue-stats.ts';
import { SCOPES } from './scopes.ts';

/** NICE CXone, the v2 API. Where the guides leave something open, the file of the call says what was chosen. */
export const cxoneV2: Face = {
  platform: 'cxone',
  api: 'v2',
  signIns: [clientCredentialsSignIn('/api/v2/oauth/token', refuseWithApiError)],
  endpoints: [queueStats, queueDetails, health],
  correlationHeader: 'X-Correlation-Id',
  grants: Object.values(SCOPES),
  /** The guides show an `errors` array for 400 alone; it serves for every status here. */
  errorBody: ({ status, code, message, problems }, correlationId) => ({
    status,
    code,
    message,
    correlationId,
    errors: problems.length > 0 ? problems : [{ message }],
  }),
};
