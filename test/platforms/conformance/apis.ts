import { cxoneAcd } from '../../../src/platforms/cxone/acd/index.ts';
import { cxoneV2 } from '../../../src/platforms/cxone/v2/index.ts';
import { genesysDetails } from '../../../src/platforms/genesys/details/index.ts';
import { genesysObservations } from '../../../src/platforms/genesys/observations/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import type { FactName } from './facts.ts';

/** What each API promises: everything else about them is held to be the same. */
export interface PromisedApi {
  readonly platform: Platform;
  /** What its collectors tell of a queue; anything else is unknown, and must not be made up. */
  readonly tells: readonly FactName[];
  /** Whether it counts up what happens from the exporter's start on. */
  readonly counts: boolean;
  /** The call of its queue poll, as the simulator names it. */
  readonly queueCall: string;
  /** Whether a client without the permission is refused at sign-in already, as its token is requested with the scope. */
  readonly refusesSignIn?: boolean;
}

export const APIS: readonly PromisedApi[] = [
  {
    platform: cxoneV2,
    tells: ['active', 'available', 'answered', 'abandoned'],
    counts: false,
    queueCall: 'queue_stats',
  },
  {
    platform: cxoneAcd,
    tells: [
      'waiting',
      'active',
      'oldestWaitingAt',
      'available',
      'working',
      'away',
      'loggedIn',
      'target',
      'threshold',
      'offered',
      'answered',
      'answeredWithinThreshold',
      'abandoned',
    ],
    counts: true,
    queueCall: 'skills_activity',
  },
  {
    platform: genesysObservations,
    tells: [
      'waiting',
      'active',
      'oldestWaitingAt',
      'available',
      'working',
      'away',
      'loggedIn',
      'target',
      'threshold',
      'offered',
      'answered',
      'answeredWithinThreshold',
      'abandoned',
      'shortAbandoned',
    ],
    counts: true,
    queueCall: 'queue_observations',
  },
  {
    platform: genesysDetails,
    tells: ['waiting', 'available', 'working'],
    counts: false,
    queueCall: 'queue_details',
    refusesSignIn: true,
  },
];
