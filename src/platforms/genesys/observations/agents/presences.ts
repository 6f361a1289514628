import { z } from 'zod';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import { createRejectionCounter, parseRows } from '../../../shared/rows.ts';
import { id, normalisedWord } from '../../../shared/wire-values.ts';
import { readEntities } from '../../shared/entity-list.ts';

/**
 * What an organisation's presences stand for. The platform counts users by the ids of presences that the organisation
 * has defined; each belongs to a system presence such as `AVAILABLE`, `MEAL` or `OFFLINE`.
 */

/** `systemToOrganizationMappings` of an response: ids of presences by system presence. */
export type PresenceMappings = Readonly<Record<string, readonly string[]>>;

/** The system presence of users who are not logged in. */
export const OFFLINE = 'offline';

/** The other system presences (Genesys Cloud SDK for .NET, `systemPresence`). */
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

/** Whether users with this system presence are logged in; undefined for one that the documents do not name. */
export function isLoggedIn(presence: string): boolean | undefined {
  if (presence === OFFLINE) return false;
  return LOGGED_IN.has(presence) ? true : undefined;
}

/** System presences, in the spelling of {@link normalisedWord}, by id of the organisation's presence. */
export type SystemPresences = ReadonlyMap<string, string>;

/** Presences are changed by hand, seldom. */
const CACHE_SECONDS = 600;

const definitionSchema = z.object({ id, systemPresence: z.string() });

export interface Presences {
  /** What the ids stand for, by the responses' own mappings or else by the definitions; ids nobody explains are left out. */
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
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export function createPresences(options: PresencesOptions): Presences {
  const { log, monotonic } = options;
  let definitions: SystemPresences = new Map();
  let readAgainAt = Number.NEGATIVE_INFINITY;

  async function readDefinitions(context: RequestContext): Promise<void> {
    readAgainAt = monotonic() + CACHE_SECONDS;
    try {
      definitions = await askDefinitions(options, context);
    } catch (error) {
      context.signal.throwIfAborted();
      log.warn({ error }, 'Presences cannot be told apart; the number of unavailable agents is unknown');
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

/** `GET /api/v2/presence/definitions`; needs no permission of its own. */
async function askDefinitions(
  { client, maxPages }: PresencesOptions,
  context: RequestContext,
): Promise<SystemPresences> {
  const entities = await readEntities(
    client,
    {
      endpoint: 'presence_definitions',
      maxPages,
      // Its first page is requested without a number: the documents name no parameter for one.
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
