import type { AgentCounts, QueueFacts, WindowCounts } from '../../../src/domain/index.ts';
import type { ContactCentre, QueueReading } from '../../../src/simulator/engine/contact-centre.ts';

/** What platforms can tell of a queue: as it is in the simulated contact centre, and as an adapter's rows tell it. */

export const WINDOW_SECONDS = 900;
/** In seconds. */
const WINDOW = 900;

interface Fact {
  readonly truth: (reading: QueueReading, centre: ContactCentre) => number | undefined;
  /** From all rows of the queue; undefined when none of them tells. */
  readonly told: (rows: readonly QueueFacts[]) => number | undefined;
}

export const FACTS = {
  waiting: {
    truth: ({ waiting }) => waiting,
    told: (rows) => total(rows.map(({ waiting }) => waiting)),
  },
  active: {
    truth: ({ active }) => active,
    told: (rows) => total(rows.map(({ active }) => active)),
  },
  oldestWaitingAt: {
    truth: ({ oldestWaitingAt }) => oldestWaitingAt,
    told: (rows) => total(rows.map(({ oldestWaitingAt }) => oldestWaitingAt)),
  },
  available: {
    truth: ({ agents }) => agents.available,
    told: (rows) => agents(rows, 'available'),
  },
  /** Not every platform tells after-contact work from being busy. */
  working: {
    truth: ({ agents }) => agents.busy + agents.after_contact_work,
    told: (rows) => agents(rows, 'busy', 'after_contact_work'),
  },
  /** Nor those who did not answer from those who are unavailable. */
  away: {
    truth: ({ agents }) => agents.unavailable + agents.not_responding,
    told: (rows) => agents(rows, 'unavailable', 'not_responding'),
  },
  loggedIn: {
    truth: ({ agentsLoggedIn }) => agentsLoggedIn,
    told: (rows) => total(rows.map(({ agentsLoggedIn }) => agentsLoggedIn)),
  },
  target: {
    truth: ({ profile }) => profile.serviceLevel.target,
    told: (rows) => total(rows.map(({ serviceLevelTarget }) => serviceLevelTarget)),
  },
  threshold: {
    truth: ({ profile }) => profile.serviceLevel.thresholdSeconds,
    told: (rows) => total(rows.map(({ serviceLevelThresholdSeconds }) => serviceLevelThresholdSeconds)),
  },
  offered: {
    truth: ({ profile }, centre) => lately(profile.id, centre).offered,
    told: (rows) => counted(rows, 'offered'),
  },
  answered: {
    truth: ({ profile }, centre) => lately(profile.id, centre).answered,
    told: (rows) => counted(rows, 'answered'),
  },
  answeredWithinThreshold: {
    truth: ({ profile }, centre) => lately(profile.id, centre).answeredWithinThreshold,
    told: (rows) => counted(rows, 'answeredWithinThreshold'),
  },
  abandoned: {
    truth: ({ profile }, centre) => lately(profile.id, centre).abandoned,
    told: (rows) => counted(rows, 'abandoned'),
  },
  shortAbandoned: {
    truth: ({ profile }, centre) => lately(profile.id, centre).shortAbandoned,
    told: (rows) => counted(rows, 'shortAbandoned'),
  },
} as const satisfies Record<string, Fact>;

export type FactName = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as FactName[];

function lately(queueId: string, centre: ContactCentre): WindowCounts {
  return centre.window(queueId, centre.now - WINDOW_SECONDS, centre.now);
}

function agents(rows: readonly QueueFacts[], ...states: readonly (keyof AgentCounts)[]): number | undefined {
  return total(rows.flatMap((row) => states.map((state) => row.agents?.[state])));
}

function counted(rows: readonly QueueFacts[], name: keyof WindowCounts): number | undefined {
  return total(rows.map(({ windows }) => windows?.[WINDOW]?.[name]));
}

/** A fact that stands in two rows of a queue counts twice, as it would in a query over all of them. */
function total(parts: readonly (number | undefined)[]): number | undefined {
  const told = parts.filter((part) => part !== undefined);
  return told.length > 0 ? told.reduce((sum, part) => sum + part, 0) : undefined;
}
