/** Matches every API version; Express ignores the case of paths, as the platform does. */
export const API_ROOT = '/inContactAPI/services/v:version.0';
