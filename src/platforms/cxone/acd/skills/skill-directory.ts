/** The skills that the last queue poll kept, so that other collectors show no others. */
export interface SkillDirectory {
  readonly replace: (ids: Iterable<string>) => void;
  /** True as long as no queue poll has succeeded: then nothing is known against it. */
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
