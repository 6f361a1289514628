import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** The parts of a dashboard's JSON that are drawn. */
export interface Dashboard {
  readonly title: string;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly VariableModel[] };
  readonly annotations: { readonly list: readonly AnnotationModel[] };
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly targets?: readonly Target[];
  readonly maxDataPoints?: number;
  readonly transformations?: DataTransformerConfig[];
  readonly fieldConfig: FieldConfigSource;
  // Each type has options of its own: the drawing of the type knows them.
  readonly options: Readonly<Record<string, unknown>>;
  /** Of a row: the panels in it when it is folded up, and the variable that it is repeated for. */
  readonly panels?: readonly Panel[];
  readonly collapsed?: boolean;
  readonly repeat?: string;
}

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly format: 'time_series' | 'table' | 'heatmap';
  readonly legendFormat?: string;
  readonly instant?: boolean;
  /** The shortest step, such as `5m`. */
  readonly interval?: string;
}

export interface VariableModel {
  readonly name: string;
  readonly label?: string;
  readonly type: 'datasource' | 'query' | 'textbox';
  readonly query: string | { readonly query: string };
  readonly regex?: string;
  readonly sort?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly hide?: number;
  readonly current?: { readonly value?: string | readonly string[] };
}

export interface AnnotationModel {
  readonly name: string;
  readonly expr: string;
  readonly iconColor: string;
  readonly titleFormat: string;
}
