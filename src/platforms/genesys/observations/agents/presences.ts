/**
 * System presences of an organisation's presences. The platform counts users by the ids of presences that the
 * organisation defines; each belongs to a system presence such as `AVAILABLE`, `MEAL` or `OFFLINE`. Source: Genesys Cloud SDK for .NET,
 * `QueueObservationQueryResponse.SystemToOrganizationMappings` and `OrganizationPresenceDefinition`.
 */

import { z } from 'zod';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import { createRejectionCounter, parseRows } from '../../../shared/rows.ts';
import { id, normalisedWord } from '../../../shared/wire-values.ts';
import { readEntities } from '../../shared/entity-list.ts';

/** `systemToOrganizationMappings` of a response: presence ids by system presence. */
export type PresenceMappings = Readonly<Record<string, readonly string[]>>;

/** System presence of users who are logged out. */
export const OFFLINE = 'offline';

/** Other system presences. Source: Genesys Cloud SDK for .NET, `OrganizationPresenceDefinition.SystemPresence`. */
const LOGGED_IN: ReadonlySet<string> = new Set([
  'available',
  'away',
  'busy',
  'idle',
  'on_queue',
  'meal',
  'training',
  'meeting',
  'break',
]);

/** Whether users with this system presence are logged in; undefined for an undocumented one. */
export function isLoggedIn(presence: string): boolean | undefined {
  if (presence === OFFLINE) return false;
  return LOGGED_IN.has(presence) ? true : undefined;
}

/** System presences, in the spelling of {@link normalisedWord}, by id of the organisation's presence. */
export type SystemPresences = ReadonlyMap<string, string>;

/** Presences rarely change. */
const CACHE_SECONDS = 600;

const definitionSchema = z.object({ id, systemPresence: z.string() });

export interface Presences {
  /** System presences by id, from the mappings of the responses, else from the definitions; unknown ids are omitted. */
  readonly resolve: (
    ids: ReadonlySet<string>,
    mappings: readonly PresenceMappings[],
    context: RequestContext,
  ) => Promise<SystemPresences>;
}

export interface PresencesOptions {
  readonly client: VendorClient;
  readonly maxPages: number;
  readonly log: Log;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export function createPresences(options: PresencesOptions): Presences {
  const { log, monotonic } = options;
  let definitions: SystemPresences = new Map();
  let readAgainAt = Number.NEGATIVE_INFINITY;

  async function readDefinitions(context: RequestContext): Promise<void> {
    readAgainAt = monotonic() + CACHE_SECONDS;
    try {
      definitions = await fetchDefinitions(options, context);
    } catch (error) {
      context.signal.throwIfAborted();
      log.warn({ error }, 'Failed to read presence definitions; the number of unavailable agents is unknown');
    }
  }

  return {
    resolve: async (ids, mappings, context) => {
      const mapped = mappings.flatMap(byId);
      const explained = new Map(mapped);
      const isMissing = ids.values().some((id) => !explained.has(id));
      if (isMissing && monotonic() >= readAgainAt) await readDefinitions(context);
      return isMissing ? new Map([...definitions, ...mapped]) : explained;
    },
  };
}

function byId(mappings: PresenceMappings): [id: string, systemPresence: string][] {
  return Object.entries(mappings).flatMap(([presence, ids]) =>
    ids.map((id): [string, string] => [id, normalisedWord(presence)]),
  );
}

/** `GET /api/v2/presence/definitions`, which needs no permission. Source: Genesys Cloud SDK for Python, `PresenceApi`. */
async function fetchDefinitions(
  { client, maxPages }: PresencesOptions,
  context: RequestContext,
): Promise<SystemPresences> {
  const entities = await readEntities(
    client,
    {
      endpoint: 'presence_definitions',
      maxPages,
      // The first page is requested without a number: the parameter is not documented.
      request: (pageNumber) => ({
        method: 'GET',
        path: '/api/v2/presence/definitions',
        ...(pageNumber > 1 && { query: { pageNumber } }),
      }),
    },
    context,
  );
  const known = await parseRows(entities, definitionSchema, createRejectionCounter());
  return new Map(known.map(({ id, systemPresence }) => [id, normalisedWord(systemPresence)]));
}
