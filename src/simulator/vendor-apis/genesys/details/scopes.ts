export const SCOPES = { queueRead: 'analytics:queue:read' } as const;
