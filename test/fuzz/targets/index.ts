import type { Target } from '../target.ts';
import { STORED_FORMATS } from './stored-formats.ts';
import { TEXT_FORMATS } from './text-formats.ts';
import { vendorTargets } from './vendors.ts';

export async function targets(): Promise<readonly Target[]> {
  return [...TEXT_FORMATS, ...STORED_FORMATS, ...(await vendorTargets())];
}
