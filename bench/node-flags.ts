/** The flags that the exporter gives itself at start, for its parts that are measured in other programs. */
export { NODE_FLAGS } from '../src/app/process/restart-with-settings.ts';
