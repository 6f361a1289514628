import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { systemTests } from './system-tests.ts';

/**
 * The files that take longest, the longest first. Whichever starts last of them would go on alone after all others, while
 * the rest of the machine waits. The order matters only roughly; a file that becomes slow is added by hand.
 */
export const SLOW_FILES: readonly string[] = [
  'test/grafana/live.test.ts',
  'test/alerts/end-to-end.test.ts',
  'test/alerts/promtool.test.ts',
  'test/alerts/replicas.test.ts',
  'test/alerts/simulated-days.test.ts',
  'test/e2e/web-config.test.ts',
  'test/server/wallboard/wallboard.test.ts',
  'test/server/wallboard/layout.test.ts',
];

/** First the slow files, then the others that start processes and wait for them, then those that only compute. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const starting = new Set(systemTests());
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const file = relative(this.ctx.config.root, moduleId);
      const slow = SLOW_FILES.indexOf(file);
      if (slow >= 0) return slow;
      return SLOW_FILES.length + (starting.has(file) ? 0 : 1);
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
