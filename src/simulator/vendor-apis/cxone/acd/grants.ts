/** An application is authorised by API; the permissions of its user's role have no names on the wire. */
export const GRANTS = { realTime: 'RealTime', reporting: 'Reporting', admin: 'Admin' } as const;
