/** Rate limit of one client-credentials token. Source: developer.genesys.cloud, "Rate limits", `client.credentials.token.rate.per.minute`. */
export const REQUESTS_PER_MINUTE = 300;
