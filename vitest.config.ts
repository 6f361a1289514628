import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowFilesFirst } from './test/support/slow-files-first.ts';

// Threads and programs that tests start read compiled modules instead of compiling them at every start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes (Prometheus, Chromium) on a small CI machine: a generous ceiling that only a hang reaches.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // One more than the cores of a small machine: many tests wait for other processes most of the time. With two more, the
    // processes of three files compete for a core, and deadlines pass.
    maxWorkers: 3,
    // Concurrent tests of one file each start a process that computes.
    maxConcurrency: 2,
    sequence: { sequencer: SlowFilesFirst },
    // Loading the modules again for each file would take as long as the tests, which undo what they change.
    isolate: false,
  },
});
