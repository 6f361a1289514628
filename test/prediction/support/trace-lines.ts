import { FAMILIES, type FamilyName, type GeneratedTrace, generateTrace } from './families.ts';

/** Rows of generated queues as lines of a trace, poll by poll. Tenants are families, queues are seeds. */
export function* traceLines(
  seeds: readonly number[],
  families: readonly FamilyName[] = FAMILIES,
): Generator<string> {
  const traces = families.flatMap((family) =>
    seeds.map((seed) => ({ seed, trace: generateTrace(family, seed) })),
  );
  const polls = Math.max(...traces.map(({ trace }) => trace.rows.length));
  for (let poll = 0; poll < polls; poll++) {
    for (const { seed, trace } of traces) {
      const line = lineOf(trace, seed, poll);
      if (line) yield line;
    }
  }
}

function lineOf(trace: GeneratedTrace, seed: number, poll: number): string | undefined {
  const row = trace.rows[poll];
  if (!row) return undefined;
  const { at, available, busy, waiting, oldestWaitSeconds, ...totals } = row;
  return JSON.stringify({
    time: new Date(at * 1000).toISOString(),
    tenant: trace.family,
    queueId: String(seed),
    queue: `${trace.family} ${seed}`,
    media: 'voice',
    waiting,
    oldestWaitSeconds,
    agents: { available, busy },
    ...totals,
    serviceLevel: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900 },
  });
}
