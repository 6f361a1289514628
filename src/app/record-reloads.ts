import type { ReloadResult } from '../config/index.ts';
import type { Exposition, ProcessMetrics } from '../exposition/index.ts';
import type { Logger } from '../logging/index.ts';

/** Records the result of each load of the configuration in metrics and log before the next scrape. */
export function recordReloads(
  { configReloadSuccessful, configReloadSuccessTimestamp }: ProcessMetrics,
  exposition: Exposition,
  log: Logger,
): (result: ReloadResult) => Promise<void> {
  let isReload = false;
  return async (result) => {
    configReloadSuccessful.set(Number(result.ok));
    if (result.ok) {
      configReloadSuccessTimestamp.set(Date.now() / 1000);
      log.info(isReload ? 'Configuration reloaded' : 'Configuration loaded');
    } else {
      log.error({ error: result.error }, 'Failed to reload the configuration; using the previous one');
    }
    isReload = true;
    await exposition.refresh();
  };
}
