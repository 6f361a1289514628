import { defineConfig } from 'vitest/config';

/** Checks that take minutes, each behind a command of its own: the Helm chart and the image. */
export default defineConfig({
  test: {
    include: ['test/**/*.check.ts'],
    // Compiling Helm takes five minutes of a core; an image is built within about two.
    testTimeout: 600_000,
    hookTimeout: 1_200_000,
  },
});
