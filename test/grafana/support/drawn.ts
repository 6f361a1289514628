import type { Page } from 'playwright-core';
import type { FieldReport, PanelReport, Report } from '../../../grafana/preview/page/report.ts';
import { eventually, startProcess } from '../../support/process.ts';

/** The dashboards as Grafana's own packages draw them, in a real browser. */

export interface Drawn extends Report {
  /** Cells and headers of tables whose text does not fit, and tables that scroll sideways. */
  readonly cut: readonly string[];
  /** What a viewer reads in a panel. */
  readonly textOf: (title: string) => string;
}

export interface Preview {
  /** Draws a dashboard in the page, with the parameters of its address. */
  readonly draw: (page: Page, uid: string, parameters?: Readonly<Record<string, string>>) => Promise<Drawn>;
  readonly stop: () => Promise<unknown>;
}

const DRAWN_WITHIN_MS = 60_000;
const READY_WITHIN_SECONDS = 90;

/** Starts the page of `npm run dashboards:preview` on the data of this Prometheus. */
export async function startPreview(prometheusUrl: string): Promise<Preview> {
  const running = startProcess(process.execPath, [
    'grafana/preview/main.ts',
    `--prometheus=${prometheusUrl}`,
    '--port=0',
  ]);
  const root = await eventually(
    () => {
      const [, found] = /^Dashboards +(\S+)\/\?/m.exec(running.stdout()) ?? [];
      if (found === undefined) throw new Error(`the preview does not serve yet: ${running.stderr()}`);
      return found;
    },
    { timeoutSeconds: READY_WITHIN_SECONDS },
  );
  return {
    stop: running.stop,
    draw: async (page, uid, parameters = {}) => {
      await page.goto(`${root}/?${new URLSearchParams({ dashboard: uid, ...parameters })}`);
      await page.waitForFunction('window.preview', null, { timeout: DRAWN_WITHIN_MS });
      const report = (await page.evaluate('window.preview')) as Report;
      const cut = (await page.evaluate(`(${cutTexts})()`)) as readonly string[];
      const texts = (await page.evaluate(`(${panelTexts})()`)) as Readonly<Record<string, string>>;
      return { ...report, cut, textOf: (title) => texts[title] ?? '' };
    },
  };
}

/** Run in the page. */
const panelTexts = `() => Object.fromEntries(
  [...document.querySelectorAll('[data-panel]')].map((panel) => [panel.dataset.panel, panel.innerText]),
)`;

/** Run in the page: an element is cut when its content is wider than itself and does not wrap. */
const cutTexts = `() => [...document.querySelectorAll('[data-type="table"]')].flatMap((panel) => {
  const cut = [...panel.querySelectorAll('[role="columnheader"], [role="gridcell"]')]
    .filter((cell) => [cell, ...cell.querySelectorAll('*')].some(
      (part) => part.textContent.trim() !== '' && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0,
    ))
    .map((cell) => panel.dataset.panel + ': ' + cell.textContent);
  const grid = panel.querySelector('[role="grid"]');
  return grid && grid.scrollWidth > grid.clientWidth + 1 ? [panel.dataset.panel + ' scrolls sideways', ...cut] : cut;
})`;

export const panelIn = ({ panels }: Report, title: string): PanelReport => {
  const found = panels.find((panel) => panel.title === title);
  if (!found)
    throw new Error(`no panel ${title}; there are: ${panels.map((panel) => panel.title).join(', ')}`);
  return found;
};

export const fieldIn = (panel: PanelReport, name: string): FieldReport | undefined =>
  panel.frames[0]?.find((field) => field.name === name);
