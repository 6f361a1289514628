import { z } from 'zod';
import type { RequestContext, VendorClient } from '../../vendor-http/index.ts';
import type { Log } from '../platform.ts';
import { acceptRows, createTally } from '../rows.ts';

/**
 * What an organisation's presences stand for. The platform counts users by the ids of presences that the organisation
 * has defined; each belongs to a system presence such as `AVAILABLE`, `MEAL` or `OFFLINE`.
 */

/** `systemToOrganizationMappings` of an answer: ids of presences by system presence. */
export type PresenceMappings = Readonly<Record<string, readonly string[]>>;

/** System presences by id of the organisation's presence. */
export type SystemPresences = ReadonlyMap<string, string>;

/** Presences are changed by hand, seldom. */
const CACHE_SECONDS = 600;

const listSchema = z.object({ entities: z.array(z.unknown()) });
const definitionSchema = z.object({ id: z.string(), systemPresence: z.string() });

export interface Presences {
  /** What the ids stand for, by the answers' own mappings or else by the definitions; ids nobody explains are left out. */
  readonly resolve: (
    ids: ReadonlySet<string>,
    mappings: readonly PresenceMappings[],
    context: RequestContext,
  ) => Promise<SystemPresences>;
}

/** `monotonic` in seconds that never run backwards. */
export function createPresences(client: VendorClient, log: Log, monotonic: () => number): Presences {
  let definitions: SystemPresences = new Map();
  let readAgainAt = Number.NEGATIVE_INFINITY;

  async function readDefinitions(context: RequestContext): Promise<void> {
    readAgainAt = monotonic() + CACHE_SECONDS;
    try {
      definitions = await askDefinitions(client, context);
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
    ids.map((id): [string, string] => [id, normalised(presence)]),
  );
}

/** `GET /api/v2/presence/definitions`; needs no permission of its own. */
async function askDefinitions(client: VendorClient, context: RequestContext): Promise<SystemPresences> {
  const { entities } = await client.request(
    {
      endpoint: 'presence_definitions',
      method: 'GET',
      path: '/api/v2/presence/definitions',
      schema: listSchema,
    },
    context,
  );
  const known = await acceptRows(entities, definitionSchema, createTally());
  return new Map(known.map(({ id, systemPresence }) => [id, normalised(systemPresence)]));
}

/** `On Queue` and `ON_QUEUE` are the same. */
function normalised(presence: string): string {
  return presence
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
}
