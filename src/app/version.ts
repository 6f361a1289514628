import packageJson from '../../package.json' with { type: 'json' };

/** What `--version` reports. */
export interface BuildInfo {
  readonly version: string;
  /** The commit that a release was built from; absent in a working copy. */
  readonly revision?: string;
  /** Such as `v24.1.0`. */
  readonly nodeVersion: string;
  /** Operating system and processor architecture, such as `linux/x64`. */
  readonly platform: string;
}

const released: { readonly version: string; readonly revision?: string } = packageJson;

export const buildInfo: BuildInfo = {
  version: released.version,
  ...(released.revision !== undefined && { revision: released.revision }),
  nodeVersion: process.version,
  platform: `${process.platform}/${process.arch}`,
};
