import packageJson from '../package.json' with { type: 'json' };

/** What `npm start` tells Node.js: the exporter is measured as it is delivered. */
export const NODE_FLAGS: readonly string[] = packageJson.scripts.start
  .split(' ')
  .filter((word) => word.startsWith('--'));
