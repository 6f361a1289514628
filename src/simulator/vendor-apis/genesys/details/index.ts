import type { VendorApi } from '../../../http/vendor-api.ts';
import { QUEUE_VIEW, queueList } from '../shared/queue-list.ts';
import { genesysApi } from '../shared/vendor-api.ts';
import { detailsQuery } from './details-query.ts';
import { SCOPES } from './scopes.ts';

/** Genesys Cloud, the query-style details API. */
export const genesysDetails: VendorApi = {
  ...genesysApi,
  api: 'details',
  endpoints: [detailsQuery, queueList],
  grants: [...Object.values(SCOPES), QUEUE_VIEW],
};
