/** What alerts, bookmarks and runbooks lead to: these never change. */
export const DASHBOARD_UIDS = [
  'contact-center-overview',
  'contact-center-queue',
  'contact-center-service-level',
  'contact-center-agents',
  'contact-center-channels',
  'contact-center-exporter',
] as const;
