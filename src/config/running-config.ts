import { stringify } from 'yaml';
import { pollingText } from './sections/polling.ts';
import { type Config, fileSchema, type RunningConfig } from './sections/schema.ts';
import { type PlatformDescription, tenantSchemas } from './sections/tenant-schema.ts';
import type { ConfigPath } from './validation/config-error.ts';
import { withPresets } from './validation/presets.ts';
import { isMapping } from './validation/unknown-keys.ts';
import type { YamlSource } from './yaml/source.ts';

export interface WrittenConfig {
  readonly value: unknown;
  readonly referenceAt: YamlSource['referenceAt'];
  readonly config: Pick<Config, 'polling' | 'tenants'>;
  readonly platforms: readonly PlatformDescription[];
}

/** Fills in the defaults; those that depend on other values, such as inherited intervals, come from the parsed file. */
export function runningConfig({ value, referenceAt, config, platforms }: WrittenConfig): RunningConfig {
  const schemasOf = tenantSchemas(platforms);
  const { tenants: list, ...sections } = mapping(withReferences(value, referenceAt));
  const tenants = config.tenants.map((tenant, index) => {
    const own = mapping(Array.isArray(list) ? list[index] : undefined);
    const { keys } = schemasOf({ platform: tenant.platform, api: tenant.api });
    return {
      ...mapping(withPresets(keys, own)),
      collectors: tenant.collectors,
      polling: pollingText(tenant.polling),
    };
  });
  const { tenants: _, ...filled } = mapping(withPresets(fileSchema, sections));
  return mapping(withoutSecrets({ ...filled, polling: pollingText(config.polling), tenants }));
}

/** Values of the environment, which may be secrets, as their references. */
function withReferences(
  value: unknown,
  referenceAt: WrittenConfig['referenceAt'],
  path: ConfigPath = [],
): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => withReferences(item, referenceAt, [...path, index]));
  if (!isMapping(value)) return referenceAt(path) ?? value;
  const entries = Object.entries(value).map(([key, child]) => [
    key,
    withReferences(child, referenceAt, [...path, key]),
  ]);
  return Object.fromEntries(entries);
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}

export function formatRunningConfig(config: RunningConfig): string {
  return stringify(config, { aliasDuplicateObjects: false });
}

const HIDDEN = '<secret>';

/** The ends of keys whose values are secret. */
const SECRET_KEY =
  /(?:secret|password|passwd|passphrase|token|credentials?|api_?key|private_?key|access_?key)$/i;
/** User and password, and the query of a URL. */
const USER_INFO = /:\/\/[^/@\s]+@/;
const URL_QUERY = /^([a-z][a-z0-9+.-]*:\/\/[^?\s]*)\?.*$/i;

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(USER_INFO, `://${HIDDEN}@`).replace(URL_QUERY, `$1?${HIDDEN}`);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      SECRET_KEY.test(key) && typeof child !== 'object' && !isReference(child)
        ? HIDDEN
        : withoutSecrets(child),
    ]),
  );
}

/** A secret that is a reference to the environment alone is shown as that reference. */
function isReference(value: unknown): boolean {
  return typeof value === 'string' && /^\$\{\w+\}$/.test(value);
}
