export type { Handlers } from './args/run-cli.ts';
