/** Reasons why a published snapshot is not shown in full. */
export type ExpositionError = SeriesLimitError | RenderError;

/** A tenant has more series than `exposition.max_series_per_tenant`; its queue metrics are withheld, the rest is shown. */
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

/** A page failed to render, which is a bug in this program; it is absent until it renders again. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
  readonly code = 'render_failed';
  /** Absent for the page of the process itself. */
  readonly tenant?: string;

  constructor(tenant: string | undefined, cause: unknown) {
    super(
      `Failed to render the metrics of ${tenant === undefined ? 'the exporter itself' : `tenant ${tenant}`}`,
      {
        cause,
      },
    );
    if (tenant !== undefined) this.tenant = tenant;
  }
}
