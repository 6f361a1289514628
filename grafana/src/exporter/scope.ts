import { CHOSEN_TENANTS } from '../kit/index.ts';

/** Figures of the chosen exporters. */

export const HERE = 'job=~"$job",instance=~"$instance"';
export const TENANTS_HERE = `${HERE},${CHOSEN_TENANTS}`;
export const perTenant = (name: string) => `max by (tenant) (contact_center_${name}{${TENANTS_HERE}})`;
export const perCollector = (name: string) =>
  `max by (tenant, collector) (contact_center_collector_${name}{${TENANTS_HERE}})`;
export const ofProcess = (name: string) => `max by (instance) (${name}{${HERE}})`;

/** Time since the last success, in seconds and in intervals: at 1 a poll is due. */
export const AGE = `(time() - ${perCollector('last_success_timestamp_seconds')})`;
export const MISSED = `${AGE} / ${perCollector('interval_seconds')}`;

export const NONE_SO_FAR = 'None so far';
