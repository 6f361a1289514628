import packageJson from '../../package.json' with { type: 'json' };
import { revision } from './revision.ts';

/** What `--version` reports. */
export interface BuildInfo {
  readonly version: string;
  /** The commit that it was built from; absent when it runs from source. */
  readonly revision?: string;
  /** Such as `v24.1.0`. */
  readonly nodeVersion: string;
  /** Operating system and processor architecture, such as `linux/x64`. */
  readonly platform: string;
}

export const buildInfo: BuildInfo = {
  version: packageJson.version,
  ...(revision !== undefined && { revision }),
  nodeVersion: process.version,
  platform: `${process.platform}/${process.arch}`,
};
