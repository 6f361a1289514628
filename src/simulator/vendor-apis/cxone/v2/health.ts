import { iso } from '../../../http/time.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/** The values of `status` are not documented; those of public status pages are used. */
export const health: Endpoint = {
  name: 'health',
  method: 'GET',
  path: '/api/v2/health',
  scopes: [SCOPES.healthRead],
  survivesOutage: true,
  handle: ({ health, now }) =>
    ok({
      status: health,
      timestamp: iso(now),
      components: [
        { name: 'routing', status: health },
        { name: 'reporting', status: health },
      ],
    }),
};
