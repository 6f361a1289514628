/** Every version answers alike; express finds the path in any case, as the platform does. */
export const API_ROOT = '/inContactAPI/services/v:version.0';
