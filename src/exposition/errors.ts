/** Why a tenant is not shown as published. */
export type ExpositionError = SeriesLimitError | RenderError;

/** A tenant has more series than it may; its queues are not shown, the rest of it is. */
export class SeriesLimitError extends Error {
  override readonly name = 'SeriesLimitError';
  readonly code = 'series_limit';
  readonly tenant: string;
  readonly limit: number;

  constructor(tenant: string, limit: number) {
    super(
      `Tenant ${tenant} has more than ${limit} series: its queue metrics are withheld. ` +
        'Raise the limit, drop metric families, or select fewer queues.',
    );
    this.tenant = tenant;
    this.limit = limit;
  }
}

/** A page could not be rendered, which is a fault of this program; it is absent until it can be. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
  readonly code = 'render_failed';
  /** Absent when it is the process's own page. */
  readonly tenant?: string;

  constructor(tenant: string | undefined, cause: unknown) {
    super(
      `The metrics of ${tenant === undefined ? 'the exporter itself' : `tenant ${tenant}`} could not be rendered`,
      {
        cause,
      },
    );
    this.tenant = tenant;
  }
}
