/** A bucket's bound as the value of `le`, as OpenMetrics writes it ("canonical": `1.0`); the text format reads it as well. */
export function boundText(bound: number): string {
  if (bound === Infinity) return '+Inf';
  const text = String(bound);
  return Number.isInteger(bound) && !text.includes('e') ? `${text}.0` : text;
}
