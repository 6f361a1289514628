export { EXIT, type Handlers } from './args/run-cli.ts';
