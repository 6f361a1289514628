import { stringify } from 'yaml';
import type { SimulatedTenant } from './server.ts';

/** A ready-to-use configuration of the exporter for simulated tenants, as YAML; `extra` sections come first. */
export function exporterConfig(tenants: readonly SimulatedTenant[], extra: object = {}): string {
  return stringify({ ...extra, tenants: tenants.map(({ exporterSettings }) => exporterSettings) });
}
