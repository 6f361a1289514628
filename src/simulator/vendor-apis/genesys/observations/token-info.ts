import { uuidFrom } from '../../../engine/index.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';

/** Organisation and client of the token; requires no permission. */
export const tokenInfo: Endpoint = {
  name: 'token_info',
  method: 'GET',
  path: '/api/v2/tokens/me',
  handle({ clientId }) {
    const organization = { id: uuidFrom(0, 'organization', clientId), name: clientId };
    return ok({
      organization,
      homeOrganization: organization,
      authorizedScope: [],
      OAuthClient: { id: clientId, name: clientId, organization },
    });
  },
};
