import { cxoneAcd } from './cxone/acd/index.ts';
import { cxoneV2 } from './cxone/v2/index.ts';
import { genesysDetails } from './genesys/details/index.ts';
import { genesysObservations } from './genesys/observations/index.ts';
import type { Platform } from './platform.ts';

/** The registry of adapters. A new API adds its folder and a line here. */
export const platforms: readonly Platform[] = [cxoneV2, cxoneAcd, genesysObservations, genesysDetails];

export type { Connection, Log, Platform } from './platform.ts';
