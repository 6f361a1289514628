export { createApp } from './app.ts';
export type { CollectorPolls, PollOutcome, PollRecord, RequestRecord } from './debug/poll-records.ts';
export type { ConfigText } from './debug/routes.ts';
export { type ListenAddress, type Listener, listen } from './listen.ts';
export { bcryptProblem } from './password-check.ts';
export { tlsOptions } from './tls.ts';
export type { TlsConfig, WebConfig, WebConfigSource } from './web-config.ts';
