import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes (Prometheus, Chromium) on a small CI machine: a generous ceiling that only a hang reaches.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // By default one core is left idle, though most of the long tests wait for other processes.
    maxWorkers: 2,
    // Loading the modules again for each file would take as long as the tests. Tests undo what they change.
    isolate: false,
  },
});
