import { type Html, html } from './html.ts';

/** Icons that differ in shape, so that no meaning depends on colour alone. */

const SHAPES = {
  breach: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="cut" d="M12 6.5v7M12 16.2v1.6"/>`,
  risk: html`<path d="M12 2.5 23 21.5H1z"/><path class="cut" d="M12 9.5v5.5M12 17.3v1.6"/>`,
  watch: html`<circle cx="12" cy="12" r="10"/><path class="cut" d="M12 6.5V12l4 3"/>`,
  calm: html`<path class="line" d="m4 12.5 5.5 5.5L20 7"/>`,
  unknown: html`<path class="line" d="M6 12h12"/>`,
  search: html`<circle class="line" cx="10.5" cy="10.5" r="6.5"/><path class="line" d="m15.5 15.5 5.5 5.5"/>`,
  theme: html`<circle class="line" cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z"/>`,
  wall: html`<path class="line" d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`,
  previous: html`<path class="line" d="m15 4-8 8 8 8"/>`,
  next: html`<path class="line" d="m9 4 8 8-8 8"/>`,
  pause: html`<path class="line" d="M8 5v14M16 5v14"/>`,
  warning: html`<path d="M12 2.5 23 21.5H1z"/><path class="cut" d="M12 9.5v5.5M12 17.3v1.6"/>`,
};

export type Icon = keyof typeof SHAPES;

/** Sprite of all icons, which {@link icon} refers to. */
export const iconSheet: Html = html`<svg class="sheet" aria-hidden="true">${Object.entries(SHAPES).map(
  ([name, shape]) => html`<symbol id="icon-${name}" viewBox="0 0 24 24">${shape}</symbol>`,
)}</svg>`;

export const icon = (name: Icon): Html =>
  html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}"/></svg>`;
