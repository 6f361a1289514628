export { runBacktest } from './run.ts';
export { traceLine } from './trace.ts';
