import base from './stryker.config.mjs';
export default { ...base, vitest: { configFile: 'vitest.mut-polling.config.ts' }, incremental: false, tempDirName: '.stryker/tmp-polling', reporters: ['clear-text', 'json'], jsonReporter: { fileName: '/tmp/cb/mut-polling.json' } };
