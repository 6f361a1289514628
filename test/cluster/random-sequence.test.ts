import { expect, it } from 'vitest';
import { runSequence } from './support/random-sequence.ts';

const { CLUSTER_SECONDS = '30', CLUSTER_SEED = '7' } = process.env;
const seconds = Number(CLUSTER_SECONDS);

it(
  'keeps its promises through a random sequence of faults',
  async () => {
    const { violations, figures, events, requestShare, stderr } = await runSequence({
      seconds,
      seed: Number(CLUSTER_SEED),
      ...(seconds > 60 && { log: (line: string) => void process.stderr.write(`${line}\n`) }),
    });
    process.stderr.write(`${JSON.stringify({ ...figures, requestShare })}\n`);
    process.stderr.write(
      `${[
        ...new Set(
          stderr
            .split('\n')
            .filter((l) => /level=(warn|error)/.test(l))
            .map((l) => l.replace(/ts=\S+/, '').slice(0, 260)),
        ),
      ]
        .slice(0, 30)
        .join('\n')}\n`,
    );
    expect(violations, events.join('\n')).toEqual([]);
    expect(figures.values).toBeGreaterThan(1000);
    expect(figures.comparisons).toBeGreaterThan(10);
  },
  (seconds + 120) * 1000,
);
