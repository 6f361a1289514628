export const SCOPES = {
  reportsView: 'reports:view',
  reportingRead: 'reporting:read',
  queuesRead: 'routing:queues:read',
  queuesWrite: 'routing:queues:write',
  queueAnalyticsRead: 'analytics:queues:read',
  conversationAnalyticsRead: 'analytics:conversations:read',
  auditRead: 'audit:read',
  healthRead: 'health:read',
  analyticsRead: 'analytics:read',
} as const;
