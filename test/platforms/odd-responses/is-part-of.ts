/**
 * Whether a value holds nothing that the whole does not: what it leaves out is unknown, which is no lie. Rows are
 * matched by what they are rows of. A queue whose name is unknown is called by its id.
 */
export function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true;
  if (Array.isArray(part))
    return Array.isArray(whole) && part.every((row) => whole.some((other) => isPartOf(row, other)));
  if (typeof part !== 'object' || part === null) return Object.is(part, whole);
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) => {
    if (key === 'rejected') return true;
    if (key === 'name' && 'id' in part && value === part.id) return true;
    return isPartOf(value, Reflect.get(whole, key));
  });
}
