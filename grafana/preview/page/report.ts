/** What the page says of itself to a program that looks at it, such as a test: `window.preview`. */
export interface Report {
  /** Queries that failed, and anything else that went wrong. */
  readonly errors: readonly string[];
  readonly variables: readonly {
    readonly name: string;
    readonly options: readonly { readonly text: string; readonly value: string }[];
    readonly value: readonly string[];
  }[];
  readonly annotations: Readonly<Record<string, number>>;
  readonly panels: readonly PanelReport[];
}

export interface PanelReport {
  readonly title: string;
  readonly type: string;
  /** Names of the series, where the panel has one frame for each. */
  readonly frames: readonly (readonly FieldReport[])[];
}

export interface FieldReport {
  readonly name: string;
  readonly type: string;
  /** A column that is there for links alone. */
  readonly hidden: boolean;
  readonly unit?: string;
  /** Of a column, all values in order; of a series, its lowest, highest and last. */
  readonly values: readonly unknown[];
  /** The same as they are written, with their colours. */
  readonly shown: readonly Shown[];
  /** How an unknown value would be written. */
  readonly unknown: Shown;
  /** Colours of the thresholds. */
  readonly thresholds: readonly string[];
}

export interface Shown {
  readonly text: string;
  readonly colour?: string;
}

declare global {
  interface Window {
    /** Set once everything is drawn. */
    preview?: Report;
  }
}
