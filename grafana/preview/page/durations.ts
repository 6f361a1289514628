/** Durations as Grafana and Prometheus write them. */

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a duration such as `5m`. */
export function milliseconds(duration: string): number {
  const [, amount, unit = ''] = /^(\d+)(\w+)$/.exec(duration) ?? [];
  const factor = UNIT_MS[unit];
  if (amount === undefined || factor === undefined) throw new Error(`not a duration: ${duration}`);
  return Number(amount) * factor;
}

export const asSeconds = (ms: number) => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** Below each limit, the step after it: Grafana's `rangeUtil.roundInterval`, in milliseconds. */
const STEPS: readonly (readonly [below: number, step: number])[] = [
  [1500, 1000],
  [3500, 2000],
  [7500, 5000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
];
const A_DAY = 86_400_000;

export const roundedStep = (ms: number) => STEPS.find(([below]) => ms < below)?.[1] ?? A_DAY;
