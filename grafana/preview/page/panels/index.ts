import type { ComponentType } from 'react';
import { BarChart } from './bar-chart.tsx';
import type { Drawing } from './drawing.ts';
import { Ranking, Stat } from './figures.tsx';
import { HeatMap } from './heat-map.tsx';
import { Table } from './table.tsx';
import { Graph } from './time-series.tsx';
import { Timeline } from './timeline.tsx';

/** The drawings by panel type. */
export const DRAWINGS: Readonly<Record<string, ComponentType<Drawing>>> = {
  stat: Stat,
  bargauge: Ranking,
  timeseries: Graph,
  table: Table,
  'state-timeline': Timeline,
  barchart: BarChart,
  heatmap: HeatMap,
};
