/** Skills of the last queue poll, to which other collectors are limited. */
export interface SkillDirectory {
  readonly replace: (ids: Iterable<string>) => void;
  /** True for every skill until a queue poll has succeeded. */
  readonly mayShow: (id: string) => boolean;
}

export function createSkillDirectory(): SkillDirectory {
  let known: ReadonlySet<string> | undefined;
  return {
    replace: (ids) => {
      known = new Set(ids);
    },
    mayShow: (id) => known?.has(id) ?? true,
  };
}
