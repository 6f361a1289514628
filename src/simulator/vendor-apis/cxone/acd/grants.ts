/** What an application may be authorised for is named by API; what the role of its user permits has no names. */
export const GRANTS = { realTime: 'RealTime', reporting: 'Reporting', admin: 'Admin' } as const;
