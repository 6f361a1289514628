import type { DataFrame } from '@grafana/data';
import type { Panel } from '../dashboard.ts';

/** What every drawing of a panel gets: its data, with overrides applied, and its room in pixels. */
export interface Drawing {
  readonly panel: Panel;
  readonly frames: DataFrame[];
  readonly width: number;
  readonly height: number;
}
