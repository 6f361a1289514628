// @ts-check
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // TypeScript 7 has no API with which Stryker could read tsconfig.json, and Vitest does not need it.
  tsconfigFile: 'none',
  mutate: ['src/{domain,signals,platforms/shared,polling}/**/*.ts', '!src/**/index.ts'],
  // Stryker cannot copy links to folders, and no mutated module needs the chart.
  ignorePatterns: ['/charts'],
  coverageAnalysis: 'perTest',
  // A mutant in code that runs at import needs all tests, which takes hours.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/tmp',
  reporters: ['clear-text', 'progress-append-only', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: '.stryker/report.html' },
};
