import { buildCentre } from './build.ts';
import { DEMO_CENTRES } from './demo.ts';
import { type CentreSketch, FAMILIES, familyCentre } from './families.ts';

export type { CentreSketch } from './families.ts';

/** Names of all presets: the families for research, then the contact centres of the demonstration. */
export const PRESETS: readonly string[] = [...Object.keys(FAMILIES), ...Object.keys(DEMO_CENTRES)];

/**
 * A preset contact centre; pass it to `createContactCentre` with `startAt`.
 * @throws RangeError for an unknown preset.
 */
export function presetCentre(name: string, seed: number): CentreSketch {
  const family = FAMILIES[name];
  if (family) return familyCentre(family, name, seed);
  const demo = DEMO_CENTRES[name];
  if (demo) return buildCentre(demo, seed, name);
  throw new RangeError(`unknown preset ${JSON.stringify(name)}; known presets: ${PRESETS.join(', ')}`);
}
