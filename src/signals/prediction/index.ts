export * from './erlang-a.ts';
export * from './observation.ts';
export * from './predictor.ts';
export * from './transient.ts';
