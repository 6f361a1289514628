export * from './agent-history.ts';
export * from './contact-centre.ts';
export type { Distribution } from './distribution.ts';
export type { Handling } from './ledger.ts';
export type { ContactCentreOptions } from './options.ts';
export * from './profile.ts';
export { fixedRandom, uuidFrom } from './random.ts';
export * from './routing-config.ts';
export * from './window-sums.ts';
