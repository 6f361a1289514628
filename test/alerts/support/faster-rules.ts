import { parseDuration } from '../../../src/domain/index.ts';
import { replaceDurations } from '../../support/promql.ts';
import { type Group, RULE_FILES, readGroups } from '../../support/rules.ts';

/** Virtual seconds per real second, and one instant in both times, Unix seconds. */
export interface VirtualTime {
  readonly factor: number;
  readonly virtualStart: number;
  readonly realStart: number;
}

/**
 * The shipped rules for a Prometheus in real time that watches a world in faster time. Every length of time is as much
 * shorter, and `time()` is the time of that world; nothing else changes, so that the rules see there what they would see
 * here at the usual pace.
 */
export function fasterRules(time: VirtualTime): readonly Group[] {
  return RULE_FILES.flatMap(readGroups).map(({ name, interval, rules }) => ({
    name,
    ...(interval && { interval: faster(interval, time) }),
    rules: rules.map((rule) => ({
      ...rule,
      expr: inVirtualTime(
        replaceDurations(rule.expr, (duration) => faster(duration, time)),
        time,
      ),
      ...(rule.for && { for: faster(rule.for, time) }),
      ...(rule.keep_firing_for && { keep_firing_for: faster(rule.keep_firing_for, time) }),
    })),
  }));
}

/** A length of time in Prometheus's notation. */
export function faster(duration: string, { factor }: VirtualTime): string {
  const seconds = parseDuration(duration);
  if (seconds === undefined) throw new Error(`${duration} is no duration`);
  return `${Math.round((seconds * 1000) / factor)}ms`;
}

function inVirtualTime(expr: string, { factor, virtualStart, realStart }: VirtualTime): string {
  return expr.replaceAll('time()', `(${virtualStart} + ${factor} * (time() - ${realStart}))`);
}
