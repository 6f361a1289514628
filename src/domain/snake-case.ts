/**
 * Returns a platform's term as a label value: `After Call Work` and `AfterCallWork` are `after_call_work`. `unknown` where it
 * has neither letters nor digits.
 */
export function snakeCase(word: string): string {
  const snake = word
    .replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '_')
    // Before the rest, as some letters become two characters.
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return snake || 'unknown';
}
