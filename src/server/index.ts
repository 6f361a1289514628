export { bcryptProblem } from './access/password-check.ts';
export { mayReadTenant } from './access/roles.ts';
export { tlsOptions } from './access/tls.ts';
export { createApp } from './app.ts';
export type { CollectorPolls, PollOutcome, PollRecord, RequestRecord } from './debug/poll-records.ts';
export type { ConfigText } from './debug/routes.ts';
export type { CollectorSources } from './figures/facts.ts';
export { type ListenAddress, type Listener, listen } from './listen.ts';
export type { Grant, TlsConfig, WebConfig, WebConfigSource } from './web-config.ts';
