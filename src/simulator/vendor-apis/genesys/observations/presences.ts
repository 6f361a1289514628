import { uuidFrom } from '../../../engine/index.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';

/** Presence definitions, the same in every simulated organisation. */

const SYSTEM_PRESENCES = ['AVAILABLE', 'BREAK', 'OFFLINE', 'ON_QUEUE'] as const;
type SystemPresence = (typeof SYSTEM_PRESENCES)[number];

const LABELS: Readonly<Record<SystemPresence, string>> = {
  AVAILABLE: 'Available',
  BREAK: 'Break',
  OFFLINE: 'Offline',
  ON_QUEUE: 'On Queue',
};

export const presenceId = (presence: SystemPresence): string => uuidFrom(0, 'presence', presence);

/** `systemToOrganizationMappings` of a response that counts users by presence. */
export const PRESENCE_MAPPINGS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  SYSTEM_PRESENCES.map((presence) => [presence, [presenceId(presence)]]),
);

export const presenceDefinitions: Endpoint = {
  name: 'presence_definitions',
  method: 'GET',
  path: '/api/v2/presence/definitions',
  handle: () =>
    ok({
      total: SYSTEM_PRESENCES.length,
      entities: SYSTEM_PRESENCES.map((presence) => ({
        id: presenceId(presence),
        name: LABELS[presence],
        type: 'System',
        languageLabels: { en_US: LABELS[presence] },
        systemPresence: LABELS[presence],
        deactivated: false,
        selfUri: `/api/v2/presence/definitions/${presenceId(presence)}`,
      })),
    }),
};
