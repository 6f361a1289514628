/** The published limit of one client-credentials token (`client.credentials.token.rate.per.minute`). */
export const REQUESTS_PER_MINUTE = 300;
