export * from './contact-centre.ts';
export * from './events/agent-history.ts';
export type { Handling } from './events/interaction-log.ts';
export * from './events/window-sums.ts';
export type { Distribution } from './load/distribution.ts';
export * from './load/profile.ts';
export { fixedRandom, uuidFrom } from './load/random.ts';
export type { ContactCentreOptions } from './options.ts';
export * from './routing-config.ts';
