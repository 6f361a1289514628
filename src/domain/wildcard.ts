const compiled = new Map<string, RegExp>();
/** Patterns come from the configuration alone, so there are few; the bound only guards against a leak. */
const MAX_COMPILED = 10_000;

/** `*` stands for any characters, `?` for one; everything else, slashes and brackets too, for itself. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    const source = pattern
      .split(/([*?])/)
      .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : RegExp.escape(part)))
      .join('');
    expression = new RegExp(`^${source}$`, 'su');
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
