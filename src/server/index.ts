export { type AppOptions, createApp } from './app.ts';
export { type ListenAddress, type Listener, listen } from './listen.ts';
export type {
  TlsConfig,
  WebConfig,
  WebConfigSource,
} from './web-config.ts';
