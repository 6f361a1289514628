import { defineConfig } from 'vitest/config';
import config from './vitest.unit.config.ts';

/** The tests of the modules that stryker.config.mjs mutates: a module's own tests must detect a fault in it. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/{domain,signals,platforms,polling}/**/*.test.ts'],
    // Whole adapters before a simulated platform: seconds for each mutant, and little that the module's own tests miss.
    exclude: [...(config.test?.exclude ?? []), 'test/platforms/{conformance,odd-responses}/**'],
    // Stryker runs the tests in threads, which take no settings of the heap.
    execArgv: [],
  },
});
