import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type GridPos,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS, type DashboardUid, navigation } from './links.ts';
import type { Variable } from './variables.ts';

/** A whole dashboard from its sections. */
export interface DashboardPlan {
  readonly uid: DashboardUid;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly annotations: readonly Builder<AnnotationQuery>[];
  /** How far back it looks at first, such as `now-6h`. */
  readonly from: string;
  readonly refresh: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Absent: the panels at the top, without a row above them. */
  readonly title?: string;
  /** Once for every chosen value of this variable. */
  readonly repeat?: string;
  /** Folded up at first: what only some platforms report, or what few look at. */
  readonly collapsed?: boolean;
  readonly lines: readonly Line[];
}

/** Panels side by side. */
export interface Line {
  readonly height: number;
  readonly panels: readonly { readonly panel: Builder<Panel>; readonly width: number }[];
}

/** The grid's width in Grafana's units. */
const GRID = 24;

/** Panels share the width evenly, or as the widths say, which add up to 24. */
export function line(height: number, panels: readonly Builder<Panel>[], widths?: readonly number[]): Line {
  return {
    height,
    panels: panels.map((panel, index) => ({
      panel,
      width: widths?.[index] ?? Math.floor(GRID / panels.length),
    })),
  };
}

export function dashboard(plan: DashboardPlan): Dashboard {
  const builder = new DashboardBuilder(`Contact centre · ${DASHBOARDS[plan.uid]}`)
    .uid(plan.uid)
    .description(plan.description)
    .tags(['contact-center'])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: plan.from, to: 'now' })
    .refresh(plan.refresh)
    .links(navigation(plan.uid).map(atTheTop))
    .variables([...plan.variables])
    .annotations(plan.annotations.map(atTheTop));
  let y = 0;
  let id = 0;
  const nextId = () => {
    id += 1;
    return id;
  };
  for (const section of plan.sections) {
    const row = section.title === undefined ? undefined : rowOf(section, nextId(), y);
    if (row) y += 1;
    const panels = placed(section.lines, y, nextId);
    if (row && section.collapsed) {
      for (const panel of panels) row.withPanel(panel);
      builder.withRow(row);
    } else {
      if (row) builder.withRow(row);
      for (const panel of panels) builder.withPanel(panel);
      y += sum(section.lines.map(({ height }) => height));
    }
  }
  return builder.build();
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function rowOf({ title = '', repeat, collapsed = false }: Section, id: number, y: number): RowBuilder {
  const row = new RowBuilder(title).id(id).collapsed(collapsed).gridPos({ x: 0, y, w: GRID, h: 1 });
  return repeat === undefined ? row : row.repeat(repeat);
}

/** The panels of lines from this height on. */
function placed(lines: readonly Line[], top: number, nextId: () => number): readonly Builder<Panel>[] {
  return lines.flatMap(({ height, panels }, index) => {
    const y = top + sum(lines.slice(0, index).map((line) => line.height));
    return panels.map(({ panel, width }, place) => {
      const x = sum(panels.slice(0, place).map((before) => before.width));
      return at(panel, nextId(), { x, y, w: width, h: height });
    });
  });
}

/** The SDK would hide it in a menu. */
function atTheTop<Control extends { placement?: unknown }>(builder: Builder<Control>): Builder<Control> {
  return {
    build: () => {
      const control = builder.build();
      delete control.placement;
      return control;
    },
  };
}

function at(panel: Builder<Panel>, id: number, gridPos: GridPos): Builder<Panel> {
  return { build: () => ({ ...panel.build(), id, gridPos }) };
}
