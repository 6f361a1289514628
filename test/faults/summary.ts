import type { Figures } from './run.ts';

/** The figures of a run as lines, for docs/reliability.md. */
export function summary(figures: Figures): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const rows: readonly (readonly [string, string])[] = [
    ['faults injected', whole(figures.faults)],
    ['requests to the platforms', whole(figures.requests)],
    ['scrapes', whole(figures.scrapes)],
    ['values compared with the truth', whole(figures.values)],
    ['tenants compared between replicas', whole(figures.comparisons)],
    ['violations', whole(figures.wrong)],
    ['longest recovery', `${figures.longestRecoverySeconds.toFixed(1)} s`],
    ['peak memory of a replica', `${whole(figures.peakMemoryBytes / 2 ** 20)} MiB`],
    ['most open files of a replica', whole(figures.mostOpenFiles)],
    ['duration', `${(figures.seconds / 60).toFixed(1)} min`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(36)} ${value}`).join('\n');
}
