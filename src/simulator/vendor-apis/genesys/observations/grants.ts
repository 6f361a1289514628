import { QUEUE_VIEW } from '../shared/queue-list.ts';

/** Permissions of the client's roles; tokens of the client credentials grant have no scopes. */
export const GRANTS = {
  queueObservation: 'analytics:queueObservation:view',
  conversationAggregate: 'analytics:conversationAggregate:view',
  userDetail: 'analytics:userDetail:view',
  audit: 'audits:audit:view',
  queueView: QUEUE_VIEW,
} as const;
