import { ApiError } from '../../../http/api-error.ts';
import { publicStatusPage } from '../../../http/status-page.ts';
import { iso } from '../../../http/time.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { TENANT_ID } from './ids.ts';
import { API_ROOT } from './root.ts';

/** Service endpoints: API discovery, server time, status page. */

export const configuration: Endpoint = {
  name: 'cxone_configuration',
  method: 'GET',
  path: '/.well-known/cxone-configuration',
  isPublic: true,
  handle({ origin, query }) {
    if (!query.tenantId) throw new ApiError(400, 'invalid_request', 'tenantId is missing');
    if (query.tenantId !== TENANT_ID) throw new ApiError(404, 'not_found', 'unknown tenant');
    return ok({
      api_endpoint: origin,
      auth_endpoint: origin,
      ui_endpoint: origin,
      domain: 'niceincontact.com',
      uhDomain: 'nice-incontact.com',
      private: false,
      area: 'na1',
      tenantId: TENANT_ID,
    });
  },
};

export const serverTime: Endpoint = {
  name: 'server_time',
  method: 'GET',
  path: `${API_ROOT}/server-time`,
  scopes: [GRANTS.admin],
  handle: ({ now }) => ok({ ServerTime: iso(now) }),
};

export const statusPage = publicStatusPage(({ health }) => {
  const group = { id: 'na1', name: 'NA1', status: health, group: true, group_id: null };
  const components = ['Voice', 'Digital', 'Reporting'].map((name) => ({
    id: `na1-${name.toLowerCase()}`,
    name,
    status: health,
    group: false,
    group_id: group.id,
  }));
  return [group, ...components];
});
