import { describe, expect, it } from 'vitest';
import { runBacktest } from '../../src/backtest/run.ts';
import type { Plan } from '../../src/domain/index.ts';
import { simulatedPlan, simulateTrace } from '../../src/simulator/index.ts';
import { POLICY } from '../prediction/support/evaluated-rows.ts';

/** A Monday, 07:00 UTC. */
const startAt = Date.UTC(2026, 0, 5, 7) / 1000;
const options = { preset: 'working_week', seed: 3, startAt, durationSeconds: 4 * 3600, intervalSeconds: 60 };
const rows = [...simulateTrace(options)];
const [{ queueId }] = rows as [(typeof rows)[number]];
const ofOneQueue = rows.filter((row) => row.queueId === queueId);
const plan = simulatedPlan({ ...options, intervalSeconds: 1800, error: 0.05 });

async function reportOf(given: Plan | undefined, trace: readonly object[] = ofOneQueue): Promise<string> {
  let report = '';
  await runBacktest({
    lines: (async function* () {
      for (const row of trace) yield JSON.stringify(row);
    })(),
    output: 'text',
    policy: { ...POLICY, furtherHorizons: [1800] },
    plan: given,
    write: (text) => {
      report += text;
    },
  });
  return report;
}

describe('a backtest with a plan', () => {
  it('reports each horizon with the plan and without it, where the plan makes a difference', async () => {
    const report = await reportOf(plan);
    const lines = report.split('\n').filter((line) => /^\d+ minutes, /.test(line));
    expect(lines.map((line) => line.slice(0, 25).trim())).toEqual([
      '10 minutes, every poll',
      '30 minutes, every poll',
      '10 minutes, not in breach',
      '30 minutes, not in breach',
    ]);
    const [, base, without, withPlan] = lines[1]!.split(/ {2,}/);
    expect(Number(base)).toBeGreaterThan(0);
    expect(withPlan).not.toBe(without);
    expect(report).toContain('100 % of the rows have a plan');
  });

  it('finds queues by their name too, but not by one that two queues have', async () => {
    const [{ queue }] = rows as [(typeof rows)[number]];
    const named = [{ queue, intervals: plan.find((each) => each.queue === queueId)!.intervals }];
    expect(await reportOf(named)).toContain('100 % of the rows have a plan');
    const twins = ofOneQueue.flatMap((row) => [row, { ...row, queueId: 'twin' }]);
    expect(await reportOf(named, twins)).toContain('0 % of the rows have a plan');
  });

  it('says why a plan has no effect', async () => {
    const other = [{ queue: 'another', intervals: plan[0]!.intervals }];
    expect(await reportOf(other)).toContain(
      'No row of the trace has a plan: queue_id must be the id or name',
    );
  });

  it('gives a plan once to a queue with rows of several media', async () => {
    const media = ofOneQueue.flatMap((row) => [row, { ...row, media: 'chat' }]);
    expect(await reportOf(plan, media)).toContain('50 % of the rows have a plan');
  });

  it('reports without a plan as before', async () => {
    expect(await reportOf(undefined)).not.toContain('plan');
  });
});
