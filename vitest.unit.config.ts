import { defineConfig, mergeConfig } from 'vitest/config';
import { systemTests } from './test/support/system-tests.ts';
import config from './vitest.config.ts';

/** The tests that start no process: no server to install, less than a minute. With `--coverage` they measure coverage. */
export default mergeConfig(
  config,
  defineConfig({
    test: {
      exclude: [...systemTests()],
      coverage: {
        include: ['src/**/*.ts'],
        exclude: ['src/server/wallboard/browser/**'],
        reporter: ['text-summary', 'html'],
      },
    },
  }),
);
