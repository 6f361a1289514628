import { type DataFrame, rangeUtil } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { GlobalStyles, PortalContainer, ThemeContext } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { resolveAnnotations } from './annotations.ts';
import type { Dashboard, Panel } from './dashboard.ts';
import { milliseconds } from './durations.ts';
import { layOut, type Placed } from './layout.ts';
import { DashboardPage, insideWidth } from './page.tsx';
import { panelData, reportOf } from './panel-data.ts';
import { errors, type Range } from './prometheus.ts';
import { register } from './registry.ts';
import { type Page, PageContext, parameters, theme } from './theme.ts';
import { resolveVariables } from './variables.ts';

/**
 * Draws one dashboard: `?dashboard=UID&theme=dark&from=now-1h&scrape=15s&var-NAME=VALUE`, with `&expanded` also what is
 * folded up. What it drew is in `window.preview`.
 */
async function main(root: HTMLElement): Promise<void> {
  await initPluginTranslations('grafana-ui');
  register();
  const uid = parameters.get('dashboard') ?? 'contact-center-overview';
  const dashboard = (await (await fetch(`/dashboards/${uid}.json`)).json()) as Dashboard;
  const range = rangeOf(dashboard);
  const variables = await resolveVariables(dashboard, parameters, range);
  const annotations = await resolveAnnotations(dashboard, variables, range);
  const page: Page = { range, variables, annotations };
  const placed = await Promise.all(
    layOut(dashboard.panels, variables, parameters.has('expanded')).map(async (each) => ({
      ...each,
      frames: await framesOf(each, page),
    })),
  );
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PortalContainer />
      <PageContext.Provider value={page}>
        <DashboardPage dashboard={dashboard} placed={placed} />
      </PageContext.Provider>
    </ThemeContext.Provider>,
  );
  await drawn();
  window.preview = {
    errors,
    variables: variables.map(({ model, options, value }) => ({ name: model.name, options, value })),
    annotations: countByName(annotations.map(({ name }) => name)),
    panels: placed.flatMap(({ panel, frames }) => (isRow(panel) ? [] : [reportOf(panel, frames)])),
  };
}

const isRow = ({ type }: Panel) => type === 'row';

function rangeOf({ time }: Dashboard): Range {
  const { from, to } = rangeUtil.convertRawToRange({
    from: parameters.get('from') ?? time.from,
    to: parameters.get('to') ?? time.to,
  });
  return { from: from.valueOf(), to: to.valueOf() };
}

/** The scrape interval that `alerts/prometheus.yaml` sets. */
const SCRAPE_INTERVAL = '15s';

async function framesOf({ panel, scoped }: Placed, { range, variables }: Page): Promise<DataFrame[]> {
  if (isRow(panel)) return [];
  const width = insideWidth(panel.gridPos.w, innerWidth);
  const scrapeMs = milliseconds(parameters.get('scrape') ?? SCRAPE_INTERVAL);
  return panelData(panel, { variables, scoped, range, width, scrapeMs }, theme);
}

/** Grafana measures its panels before it fills them: after some frames nothing moves any more. */
const FRAMES = 20;

async function drawn(): Promise<void> {
  await document.fonts.ready;
  for (let frame = 0; frame < FRAMES; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function countByName(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const root = document.getElementById('root');
if (root) {
  main(root).catch((error: unknown) => {
    root.textContent = error instanceof Error ? (error.stack ?? error.message) : String(error);
    window.preview = { errors: [...errors, String(error)], variables: [], annotations: {}, panels: [] };
  });
}
