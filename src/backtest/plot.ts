import { type AlarmRecord, LEAD_MINUTES } from './alarms.ts';
import { type Evaluation, METHODS, type Method } from './evaluation.ts';
import { type CalibrationBin, scoresOf } from './score-card.ts';

/** SVG plot: the reliability diagram on the left, the lead times of announced breaches on the right. */

const SIZE = 320;
const MARGIN = 60;
const WIDTH = 2 * (SIZE + 2 * MARGIN);
const HEIGHT = SIZE + 2 * MARGIN;
const COLOURS: Readonly<Record<Method, string>> = { erlang_a: '#1f6feb', occupancy_rule: '#d29922' };

/** Returns an SVG document. */
export function plotEvaluation({ methods }: Evaluation): string {
  const curves = METHODS.map((method) =>
    reliabilityCurve(scoresOf(methods[method].all)?.calibration ?? [], COLOURS[method]),
  );
  const legend = METHODS.map((method, index) => text(12, 20 + 18 * index, method, COLOURS[method], 'start'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`,
    ' font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    panel(MARGIN, [
      frame('Reliability', 'predicted probability', 'observed share'),
      ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
        text(share * SIZE, SIZE + 16, String(share)),
        text(-8, SIZE - share * SIZE + 4, String(share), '#444', 'end'),
      ]),
      `<line x1="0" y1="${SIZE}" x2="${SIZE}" y2="0" stroke="#999" stroke-dasharray="4 4"/>`,
      ...curves,
      ...legend,
    ]),
    panel(SIZE + 3 * MARGIN, [
      frame('Lead time of announced breaches', 'minutes', 'breaches'),
      ...METHODS.map((method, index) => histogram(methods[method].decided, index, leadScale(methods))),
      ...[0, 10, 20, 30].map((minutes) => text((minutes / LEAD_MINUTES) * SIZE, SIZE + 16, String(minutes))),
      text(-8, 10, String(leadScale(methods)), '#444', 'end'),
    ]),
    '</svg>\n',
  ].join('');
}

function panel(left: number, parts: readonly string[]): string {
  return `<g transform="translate(${left} ${MARGIN})">${parts.join('')}</g>`;
}

function frame(title: string, below: string, beside: string): string {
  const middle = SIZE / 2;
  return [
    `<rect width="${SIZE}" height="${SIZE}" fill="none" stroke="#999"/>`,
    text(middle, -16, title, '#000'),
    text(middle, SIZE + 36, below),
    `<g transform="translate(-40 ${middle}) rotate(-90)">${text(0, 0, beside)}</g>`,
  ].join('');
}

function reliabilityCurve(bins: readonly CalibrationBin[], colour: string): string {
  const total = bins.reduce((sum, { predictions }) => sum + predictions, 0);
  const x = (bin: CalibrationBin): string => (bin.meanProbability * SIZE).toFixed(1);
  const y = (bin: CalibrationBin): string => (SIZE - bin.observedShare * SIZE).toFixed(1);
  const points = bins.map((bin) => `${x(bin)},${y(bin)}`).join(' ');
  // The area of a dot is proportional to the predictions in its bin.
  const dots = bins.map((bin) => {
    const radius = 2 + 10 * Math.sqrt(bin.predictions / total);
    return `<circle cx="${x(bin)}" cy="${y(bin)}" r="${radius.toFixed(1)}" fill="${colour}" fill-opacity="0.5"/>`;
  });
  return `<polyline points="${points}" fill="none" stroke="${colour}"/>${dots.join('')}`;
}

function leadScale(methods: Evaluation['methods']): number {
  return Math.max(1, ...METHODS.flatMap((method) => [...methods[method].decided.leadMinutes]));
}

function histogram({ leadMinutes }: AlarmRecord, index: number, scale: number): string {
  const slot = SIZE / leadMinutes.length;
  const width = slot / METHODS.length;
  return [...leadMinutes]
    .map((count, minutes) => {
      const height = (count / scale) * SIZE;
      const left = minutes * slot + index * width;
      const at = `x="${left.toFixed(1)}" y="${(SIZE - height).toFixed(1)}"`;
      return `<rect ${at} width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${COLOURS[METHODS[index]!]}"/>`;
    })
    .join('');
}

function text(x: number, y: number, content: string, fill = '#444', anchor = 'middle'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${fill}" text-anchor="${anchor}">${content}</text>`;
}
