export { type AppOptions, createApp } from './app.ts';
export { type ListenAddress, type Listener, listen } from './listen.ts';
