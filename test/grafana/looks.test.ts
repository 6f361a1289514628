import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERTS, parseSettings, THRESHOLDS } from '../../alerts/generator/index.ts';
import { dashboards, GRAFANA_FOLDER, type Panel, panelsOf } from './support/dashboards.ts';

/** What a viewer sees whatever the data: colours, words, links and marks. */

const all = dashboards.flatMap((each) => panelsOf(each).map((panel) => [each.uid, panel] as const));

/** Colours of thresholds and mappings in a part of a panel. */
const coloursIn = (part: unknown): readonly string[] =>
  [...JSON.stringify(part ?? {}).matchAll(/"color":"(#[0-9A-Fa-f]{6})"/g)].map(([, colour = '']) => colour);

/** Of a table, the columns whose cells have a coloured ground. */
const colouredColumns = ({ fieldConfig }: Panel) =>
  (fieldConfig?.overrides ?? []).filter(({ properties }) =>
    JSON.stringify(properties).includes('"color-background"'),
  );

/** Relative luminance and contrast by WCAG 2.2, from 0 to 1 and from 1 to 21. */
function luminance(red: number, green: number, blue: number): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

/** The text that Grafana writes on a ground: `getTextColorForAlphaBackground` of @grafana/ui. */
function contrastOnGround(ground: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => Number.parseInt(ground.slice(start, start + 2), 16));
  const brightness = (r * 299 + g * 587 + b * 114) / 1000;
  const text = brightness > 180 ? luminance(32, 34, 38) : luminance(247, 248, 250);
  return contrast(luminance(r, g, b), text);
}

describe('figures on a coloured ground', () => {
  const tiles = all.filter(
    ([, panel]) => panel.type === 'stat' && JSON.stringify(panel.options).includes('"colorMode":"background'),
  );

  it('are there, on solid grounds', () => {
    expect(tiles.length).toBeGreaterThan(0);
    for (const [uid, { title, options }] of tiles) {
      expect(options, `${uid}: ${title}`).toMatchObject({ colorMode: 'background_solid' });
    }
  });

  it('have a contrast of at least 4.5:1', () => {
    const grounds = new Set(
      [
        ...tiles.map(([, { fieldConfig }]) => fieldConfig),
        ...all.flatMap(([, panel]) => colouredColumns(panel)),
      ].flatMap(coloursIn),
    );
    expect(grounds.size).toBeGreaterThan(1);
    for (const ground of grounds) expect(contrastOnGround(ground), ground).toBeGreaterThanOrEqual(4.5);
  });
});

describe('a chance of breach', () => {
  const settings = parseSettings(
    readFileSync(join(GRAFANA_FOLDER, '../alerts/settings.yaml'), 'utf8'),
    'settings.yaml',
  );
  const pagesFrom = settings.thresholds.breach_probability ?? THRESHOLDS.breach_probability.default;

  it('is bad from where the alert pages', () => {
    const steps = [
      ...dashboards
        .map(({ text }) => text)
        .join('\n')
        .matchAll(STEPS_OF_CHANCE),
    ];
    expect(steps.length).toBeGreaterThan(0);
    for (const [, last] of steps) expect(Number(last)).toBe(pagesFrom);
  });
});

/** The last threshold of those that begin at even odds. */
const STEPS_OF_CHANCE = /"value": 0\.5,\s+"color": "[^"]+"\s+\},\s+\{\s+"value": ([\d.]+)/g;

describe('words', () => {
  const OTHER_WORDS =
    /oldest|through time|told|places|available agents|nobody|in hand|predicted and|held back|tried again/i;

  it('are the same for the same thing in titles of panels, columns and series', () => {
    for (const [uid, panel] of all) {
      const titles = [
        panel.title ?? '',
        ...(panel.targets ?? []).map(({ legendFormat }) => legendFormat),
        ...(panel.fieldConfig?.overrides ?? []).map(({ matcher }) => String(matcher.options)),
        panel.fieldConfig?.defaults.noValue ?? '',
      ];
      expect(
        titles.filter((title) => OTHER_WORDS.test(title)),
        uid,
      ).toEqual([]);
    }
  });
});

describe('links', () => {
  it('lead neither to an example address nor to this machine', () => {
    for (const { uid, text } of dashboards) expect(text, uid).not.toMatch(/localhost|127\.0\.0\.1|example/i);
  });

  it.each(dashboards.map((each) => [each.uid, each] as const))(
    '%s has the addresses of the wallboard and of the runbooks as variables',
    (_uid, { templating, links }) => {
      const variables = templating.list.filter(({ type }) => type === 'textbox').map(({ name }) => name);
      expect(variables).toEqual(['wallboard', 'runbooks']);
      expect(links.map(({ url }) => url)).toEqual(
        expect.arrayContaining(variables.map((name) => `\${${name}:raw}`)),
      );
    },
  );
});

describe('annotations', () => {
  const names = (expr: string) => /alertname=~"([^"]+)"/.exec(expr)?.[1]?.split('|');
  const pages = dashboards.flatMap(({ uid, annotations }) =>
    annotations.list.filter(({ name }) => name === 'Pages').map(({ expr }) => [uid, expr] as const),
  );

  it.each(pages)('show on %s only pages, each where it begins', (_uid, expr) => {
    expect(expr).toContain('severity="page"');
    expect(expr).toMatch(/ unless .* offset 1m\), "alertname", /);
    for (const name of names(expr) ?? ['']) {
      expect(ALERTS.filter((alert) => alert.name === name).map(({ severity }) => severity)).toContain('page');
    }
  });

  it('are absent from the channels, which no alert concerns', () => {
    expect(pages.map(([uid]) => uid)).not.toContain('contact-center-channels');
  });

  it('mark every alert that pages on one dashboard at least', () => {
    const marked = pages.flatMap(([, expr]) => names(expr) ?? []);
    const paging = ALERTS.filter(({ severity }) => severity === 'page').map(({ name }) => name);
    expect(paging.filter((name) => !marked.includes(name))).toEqual([]);
  });
});

describe('the choice of a medium', () => {
  it('keeps the queues whose platform does not separate media', () => {
    for (const { uid, text } of dashboards) {
      if (uid === 'contact-center-queue') continue;
      expect(text, uid).not.toMatch(/media=~\\"\$media\\"/);
    }
  });
});

describe('rates', () => {
  it('are worked out over what the description says', () => {
    const [contacts] = all.filter(([, { title }]) => title === 'Contacts per minute');
    expect(contacts?.[1].description).toContain('at least five minutes');
    // Grafana's $__rate_interval is at least four times the shortest step.
    for (const { interval } of contacts?.[1].targets ?? []) expect(interval).toBe('75s');
  });
});

describe('graphs', () => {
  it('have an axis with an end when all is zero', () => {
    const endless = all.filter(
      ([, { type, fieldConfig }]) =>
        type === 'timeseries' &&
        !['s', 'bytes', 'dtdhms'].includes(fieldConfig?.defaults.unit ?? '') &&
        !JSON.stringify(fieldConfig).includes('"axisSoftMax"'),
    );
    expect(endless.map(([uid, { title }]) => `${uid}: ${title}`)).toEqual([]);
  });
});
