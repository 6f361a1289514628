/** Logistic regression by Newton's method: the baseline that a model of the queue has to beat. */
export type Features = readonly number[];

/** Just large enough to keep the equations solvable. */
const RIDGE = 1e-3;
const MOST_STEPS = 15;

/** `given` holds fixed log odds per row: the sum of the terms whose weights are not fitted. */
export function fitLogistic(
  rows: readonly Features[],
  outcomes: readonly number[],
  given: readonly number[] = [],
): readonly number[] {
  const size = rows[0]!.length;
  const weights = new Array<number>(size).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = new Array<number>(size).fill(0);
    const curvature = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? RIDGE : 0)),
    );
    rows.forEach((row, index) => {
      const predicted = predictLogistic(weights, row, given[index]);
      const information = Math.max(predicted * (1 - predicted), 1e-6);
      for (let i = 0; i < size; i++) {
        gradient[i]! += (outcomes[index]! - predicted) * row[i]!;
        for (let j = 0; j < size; j++) curvature[i]![j]! += information * row[i]! * row[j]!;
      }
    });
    const change = solve(curvature, gradient);
    change.forEach((value, i) => {
      weights[i]! += value;
    });
    if (change.every((value) => Math.abs(value) < 1e-6)) break;
  }
  return weights;
}

export function predictLogistic(weights: readonly number[], row: Features, given = 0): number {
  return 1 / (1 + Math.exp(-row.reduce((sum, value, i) => sum + value * weights[i]!, given)));
}

/** Gaussian elimination; the matrix is positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      const factor = matrix[k]![i]! / matrix[i]![i]!;
      for (let j = i; j < size; j++) matrix[k]![j]! -= factor * matrix[i]![j]!;
      right[k]! -= factor * right[i]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = right[i]!;
    for (let j = i + 1; j < size; j++) rest -= matrix[i]![j]! * solution[j]!;
    solution[i] = rest / matrix[i]![i]!;
  }
  return solution;
}
