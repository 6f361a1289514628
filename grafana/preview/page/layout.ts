import type { Panel } from './dashboard.ts';
import { chosen, type Scoped, type Variable } from './variables.ts';

/** A panel or a row at its place, with what is chosen in its repeated section. */
export interface Placed {
  readonly key: string;
  readonly panel: Panel;
  readonly scoped: Scoped;
  /** What a viewer reads in the place of the variable that the section is repeated for. */
  readonly titles: Scoped;
}

interface Section {
  readonly row?: Panel;
  readonly panels: readonly Panel[];
}

/** The panels as they lie on the page: sections repeated, folded rows folded unless all are to be `expanded`. */
export function layOut(
  all: readonly Panel[],
  variables: readonly Variable[],
  expanded: boolean,
): readonly Placed[] {
  const placed: Placed[] = [];
  let bottom = 0;
  for (const { row, panels } of sectionsOf(all)) {
    const shown = row?.collapsed && !expanded ? [] : panels;
    const top = row?.gridPos.y ?? 0;
    for (const scope of scopesOf(row, variables)) {
      const moved = (panel: Panel): Placed => ({
        key: `${panel.id} ${JSON.stringify(scope.scoped)}`,
        panel: { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y - top + bottom } },
        ...scope,
      });
      const here = [...(row ? [row] : []), ...shown].map(moved);
      placed.push(...here);
      bottom = Math.max(...here.map(({ panel: { gridPos } }) => gridPos.y + gridPos.h));
    }
  }
  return placed;
}

function sectionsOf(panels: readonly Panel[]): readonly Section[] {
  const starts = panels.flatMap(({ type }, index) => (type === 'row' ? [index] : []));
  const first = panels.slice(0, starts[0]);
  const others = starts.map((start, index) => {
    const row = panels[start]!;
    return { row, panels: [...(row.panels ?? []), ...panels.slice(start + 1, starts[index + 1])] };
  });
  return first.length > 0 ? [{ panels: first }, ...others] : others;
}

function scopesOf(
  row: Panel | undefined,
  variables: readonly Variable[],
): readonly Omit<Placed, 'key' | 'panel'>[] {
  const repeated = variables.find(({ model }) => model.name === row?.repeat);
  if (!repeated) return [{ scoped: {}, titles: {} }];
  return chosen(repeated).map(({ text, value }) => ({
    scoped: { [repeated.model.name]: value },
    titles: { [repeated.model.name]: text },
  }));
}
