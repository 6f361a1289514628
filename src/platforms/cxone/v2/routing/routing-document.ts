/**
 * Conversion between the routing document of the API and routing settings. Source: CXone guide to queue routing, "Queue
 * configuration"; `maxWaitTime` is in seconds.
 */

import { z } from 'zod';
import { defined, NO_MUSIC, type RoutingSetting, type RoutingSettings } from '../../../../domain/index.ts';

const listed = z.looseObject({ id: z.string() });

/** Loose at every level: unknown fields are sent back unchanged. */
export const documentOf = z.looseObject({
  name: z.string().nullish(),
  version: z.int().nullish(),
  routingStrategy: z.string().nullish(),
  maxWaitTime: z.number().nullish(),
  waitMusic: z.looseObject({ playMusic: z.boolean().nullish(), url: z.string().nullish() }).nullish(),
  overflowTargets: z.array(listed.extend({ threshold: z.number() })).nullish(),
  skills: z.array(listed.extend({ level: z.union([z.string(), z.number()]) })).nullish(),
  skillRoutingType: z.string().nullish(),
  enableOverflow: z.boolean().nullish(),
  overflowThreshold: z.number().nullish(),
});
type Document = z.output<typeof documentOf>;

/** Settings by the name of their field in the document. */
export const SETTING_BY_WIRE_NAME: ReadonlyMap<string, RoutingSetting> = new Map([
  ['routingStrategy', 'routingStrategy'],
  ['maxWaitTime', 'maxWaitSeconds'],
  ['waitMusic', 'waitMusic'],
  ['overflowTargets', 'overflowTargets'],
  ['skills', 'skills'],
  ['skillRoutingType', 'skillRoutingType'],
  ['enableOverflow', 'enableOverflow'],
  ['overflowThreshold', 'overflowThreshold'],
]);

export function settingsOf(document: Document): RoutingSettings {
  return defined({
    routingStrategy: document.routingStrategy ?? undefined,
    maxWaitSeconds: document.maxWaitTime ?? undefined,
    waitMusic: musicOf(document.waitMusic),
    overflowTargets: document.overflowTargets?.map(({ id, threshold }) => ({ id, threshold })),
    skills: document.skills?.map(({ id, level }) => ({ id, level: String(level) })),
    skillRoutingType: document.skillRoutingType ?? undefined,
    enableOverflow: document.enableOverflow ?? undefined,
    overflowThreshold: document.overflowThreshold ?? undefined,
  });
}

function musicOf(music: Document['waitMusic']): string | undefined {
  if (!music) return undefined;
  return music.playMusic === false ? NO_MUSIC : (music.url ?? undefined);
}

/** The document with the given settings applied. */
export function wireDocument(
  document: Readonly<Record<string, unknown>>,
  settings: RoutingSettings,
): Readonly<Record<string, unknown>> {
  const { maxWaitSeconds, waitMusic, overflowTargets, skills, ...sameName } = settings;
  const changes = {
    ...sameName,
    maxWaitTime: maxWaitSeconds,
    waitMusic: waitMusic === undefined ? undefined : wireMusic(document.waitMusic, waitMusic),
    overflowTargets: overflowTargets && withKnownFields(document.overflowTargets, overflowTargets),
    skills: skills && withKnownFields(document.skills, skills),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...document, ...Object.fromEntries(given) };
}

function wireMusic(current: unknown, music: string): object {
  const kept = typeof current === 'object' ? current : {};
  return music === NO_MUSIC ? { ...kept, playMusic: false } : { ...kept, playMusic: true, url: music };
}

/** Entries that stay in a list keep their other fields. */
function withKnownFields(current: unknown, entries: readonly { readonly id: string }[]): readonly object[] {
  const known = z.array(listed).safeParse(current).data ?? [];
  return entries.map((entry) => ({ ...known.find(({ id }) => id === entry.id), ...entry }));
}
