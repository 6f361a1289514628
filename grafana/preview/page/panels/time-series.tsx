import { dateTime } from '@grafana/data';
import type { OptionsWithLegend } from '@grafana/schema';
import { TimeSeries, type UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';
import type { Annotation } from '../annotations.ts';
import { usePage } from '../theme.ts';
import type { Drawing } from './drawing.ts';
import { NoValue } from './no-value.tsx';

export function Graph({ panel, frames, width, height }: Drawing) {
  const { range, annotations } = usePage();
  if (frames.length === 0) return <NoValue panel={panel} />;
  const [from, to] = [dateTime(range.from), dateTime(range.to)];
  const { legend } = panel.options as unknown as OptionsWithLegend;
  return (
    <TimeSeries
      width={width}
      height={height}
      frames={frames}
      timeRange={{ from, to, raw: { from, to } }}
      timeZone="browser"
      legend={legend}
      structureRev={1}
    >
      {(config: UPlotConfigBuilder) => {
        marks(config, annotations);
        return null;
      }}
    </TimeSeries>
  );
}

/** Graphs that have their marks: the component may be rendered more than once. */
const marked = new WeakSet<UPlotConfigBuilder>();

/** Size of the text along a mark, CSS pixels. */
const MARK_TEXT = 10;

/**
 * Grafana draws annotations in the panel's plugin: a dashed line, and a shade over a span. Grafana shows the title of a
 * mark when it is pointed at; a picture is not pointed at, so here it is written along the line.
 */
function marks(config: UPlotConfigBuilder, annotations: readonly Annotation[]): void {
  if (marked.has(config)) return;
  marked.add(config);
  config.addHook('draw', ({ ctx, bbox, valToPos }: uPlot) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = 2;
    ctx.setLineDash([5, 5]);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.font = `${MARK_TEXT * devicePixelRatio}px Inter, sans-serif`;
    for (const { from, to, colour, title } of annotations) {
      const [left, right] = [valToPos(from, 'x', true), valToPos(to, 'x', true)];
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      for (const x of new Set([left, right])) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.save();
      ctx.translate(left + 4 * devicePixelRatio, bbox.top + 4 * devicePixelRatio);
      ctx.rotate(Math.PI / 2);
      ctx.fillText(title, 0, 0);
      ctx.restore();
      ctx.globalAlpha = 0.1;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.globalAlpha = 1;
    }
    ctx.restore();
  });
}
