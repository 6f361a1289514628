import { type WatchedWebConfig, type WebConfigChecks, watchWebConfig } from '../config/index.ts';
import { errorMessage } from '../domain/index.ts';
import type { Logger } from '../logging/index.ts';
import { bcryptProblem, tlsOptions } from '../server/index.ts';

/** Checks of a web configuration that need the server's own code. */
export const webConfigChecks: WebConfigChecks = {
  bcryptProblem,
  tlsProblem: (tls) => {
    // An import would also read the list of all root certificates: 2 MiB.
    const { createSecureContext } = process.getBuiltinModule('node:tls');
    try {
      createSecureContext(tlsOptions(tls));
      return undefined;
    } catch (error) {
      // While a certificate is being renewed, certificate and key may not match for a moment.
      return `cannot be used (${errorMessage(error)}); certificate and key must be PEM and belong together`;
    }
  },
};

/** @throws ConfigError when the file is not valid; later invalid versions are logged and ignored. */
export function openWebConfig(
  file: string,
  rolesFile: string | undefined,
  log: Logger,
): Promise<WatchedWebConfig> {
  return watchWebConfig(file, {
    checks: webConfigChecks,
    rolesFile,
    onRefused: (error) =>
      log.error({ error }, 'Failed to reload the web configuration; using the previous one'),
  });
}
