import type { VendorApi } from '../../../http/vendor-api.ts';
import { queueList } from '../shared/queue-list.ts';
import { genesysApi } from '../shared/vendor-api.ts';
import { aggregatesQuery } from './aggregates-query.ts';
import { auditsQuery } from './audits-query.ts';
import { GRANTS } from './grants.ts';
import { observationsQuery } from './observations-query.ts';
import { presenceDefinitions } from './presences.ts';
import { statusPage } from './status-page.ts';
import { tokenInfo } from './token-info.ts';
import { userDetails } from './user-details.ts';

/** Genesys Cloud, the published API. The status page shares the API's host here. */
export const genesysObservations: VendorApi = {
  ...genesysApi,
  api: 'observations',
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
  grants: Object.values(GRANTS),
  exporterSettings: (tenant) => ({
    ...genesysApi.exporterSettings(tenant),
    status_page: { url: tenant.baseUrl, components: ['Americas (US East)*'] },
  }),
};
