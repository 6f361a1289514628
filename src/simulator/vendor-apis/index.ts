import type { Face } from '../http/vendor-api.ts';
import { cxoneAcd } from './cxone-acd/index.ts';
import { cxoneV2 } from './cxone-v2/index.ts';
import { genesysDetails } from './genesys-details/index.ts';
import { genesysObservations } from './genesys-observations/index.ts';

/** Every API the simulator speaks. */
const FACES: readonly Face[] = [cxoneV2, cxoneAcd, genesysObservations, genesysDetails];

/** @throws RangeError when there is no such API. */
export function faceOf(platform: string, api: string): Face {
  const face = FACES.find((each) => each.platform === platform && each.api === api);
  if (face) return face;
  const known = FACES.map((each) => `${each.platform} ${each.api}`).join(', ');
  throw new RangeError(`no API ${platform} ${api}; the simulator speaks: ${known}`);
}
