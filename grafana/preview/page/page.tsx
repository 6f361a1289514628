import type { DataFrame } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import type { Dashboard } from './dashboard.ts';
import type { Placed } from './layout.ts';
import { DRAWINGS } from './panels/index.ts';
import { parameters, theme, usePage } from './theme.ts';
import { asText, filledIn, type Variable } from './variables.ts';

/** The page as Grafana lays it out: variables and links at the top, panels in a grid of 24 columns. */

/** Grafana's grid: height of a row and the gap between panels, pixels. */
const CELL = 30;
const GAP = 8;
const MARGIN = 12;
export const COLUMNS = 24;
export const PADDING = 8;

/** Width of a column of the grid. */
export const columnWidth = (pageWidth: number) => (pageWidth - 2 * MARGIN) / COLUMNS;
/** Width inside a panel. */
export const insideWidth = (columns: number, pageWidth: number) =>
  Math.floor(columns * columnWidth(pageWidth) - GAP) - 2 * PADDING;

export interface Filled extends Placed {
  readonly frames: DataFrame[];
}

export function DashboardPage({ dashboard, placed }: { dashboard: Dashboard; placed: readonly Filled[] }) {
  const bottom = Math.max(...placed.map(({ panel: { gridPos } }) => gridPos.y + gridPos.h));
  return (
    <div
      style={{
        minHeight: '100vh',
        background: theme.colors.background.canvas,
        color: theme.colors.text.primary,
      }}
    >
      <TopBar dashboard={dashboard} />
      <div style={{ position: 'relative', height: bottom * (CELL + GAP), margin: `0 ${MARGIN}px 16px` }}>
        {placed.map(({ key, ...each }) =>
          each.panel.type === 'row' ? <Row key={key} {...each} /> : <Box key={key} {...each} />,
        )}
      </div>
    </div>
  );
}

const pill = {
  padding: '5px 8px',
  fontSize: 12,
  border: `1px solid ${theme.colors.border.medium}`,
  borderRadius: 2,
  maxWidth: 200,
  height: 30,
  boxSizing: 'border-box',
  color: theme.colors.text.primary,
  background: theme.colors.background.primary,
  overflow: 'hidden',
  whiteSpace: 'nowrap',
} as const;
const filled = { ...pill, background: theme.colors.background.secondary } as const;

function TopBar({ dashboard }: { dashboard: Dashboard }) {
  const { variables } = usePage();
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '8px 16px', alignItems: 'center' }}>
      <b style={{ marginRight: 8 }}>{dashboard.title}</b>
      {variables
        .filter(({ model }) => !model.hide)
        .map((variable) => (
          <Choice key={variable.model.name} variable={variable} />
        ))}
      {dashboard.annotations.list.map(({ name }) => (
        <span key={name} style={{ fontSize: 12 }}>
          ◉ {name}
        </span>
      ))}
      <span style={{ flex: 1 }} />
      {dashboard.links.map(({ title, url }) => (
        <a key={title} style={{ ...filled, color: 'inherit' }} href={hrefOf(filledIn(url, variables))}>
          {title}
        </a>
      ))}
    </div>
  );
}

/** Links between dashboards lead to this page with the other dashboard. */
function hrefOf(url: string): string {
  const [, uid] = /^\/d\/([\w-]+)/.exec(url) ?? [];
  return uid === undefined
    ? url
    : `?${new URLSearchParams({ dashboard: uid, theme: parameters.get('theme') ?? 'dark' })}`;
}

/** Choosing loads the page again with the choice in its address. */
function Choice({ variable }: { variable: Variable }) {
  const { model, options, value } = variable;
  const choose = (chosen: string) => {
    const next = new URLSearchParams(parameters);
    next.set(`var-${model.name}`, chosen);
    location.search = String(next);
  };
  const id = `choice-${model.name}`;
  return (
    <span style={{ display: 'inline-flex' }}>
      <label htmlFor={id} style={filled}>
        {model.label ?? model.name}
      </label>
      {model.type === 'textbox' ? (
        <input
          id={id}
          style={pill}
          defaultValue={value[0]}
          onBlur={({ target }) => target.value !== value[0] && choose(target.value)}
        />
      ) : (
        <select id={id} style={pill} value={value[0]} onChange={({ target }) => choose(target.value)}>
          {model.includeAll && <option value="$__all">All</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}

function Row({ panel, titles }: Omit<Placed, 'key'>) {
  const title = useTitle(panel.title, titles);
  const { collapsed, gridPos } = panel;
  return (
    <div
      style={{ position: 'absolute', top: gridPos.y * (CELL + GAP), left: 4, fontSize: 16, fontWeight: 500 }}
    >
      {collapsed ? '›' : '⌄'}&nbsp;{title}
    </div>
  );
}

function Box({ panel, frames, titles }: Omit<Filled, 'key'>) {
  const title = useTitle(panel.title, titles);
  const { x, y, w, h } = panel.gridPos;
  const unit = columnWidth(innerWidth);
  const [width, height] = [Math.floor(w * unit - GAP), h * (CELL + GAP) - GAP];
  const Drawing = DRAWINGS[panel.type];
  return (
    <div
      data-panel={title}
      data-type={panel.type}
      style={{ position: 'absolute', left: x * unit + GAP / 2, top: y * (CELL + GAP), width, height }}
    >
      <PanelChrome width={width} height={height} title={title} description={panel.description} padding="md">
        {(innerWidth, innerHeight) =>
          Drawing ? (
            <Drawing panel={panel} frames={frames} width={innerWidth} height={innerHeight} />
          ) : (
            panel.type
          )
        }
      </PanelChrome>
    </div>
  );
}

/** A title with variables: as a viewer reads them. */
function useTitle(title: string, titles: Placed['titles']): string {
  const { variables } = usePage();
  const texts = Object.fromEntries(variables.map((variable) => [variable.model.name, asText(variable)]));
  return title.replaceAll(/\$(\w+)/g, (whole, name: string) => titles[name] ?? texts[name] ?? whole);
}
