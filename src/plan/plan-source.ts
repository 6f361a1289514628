/** Where a tenant's plan comes from. */
export type PlanSource =
  | { readonly file: string; readonly url?: undefined }
  | {
      readonly url: string;
      /** File with a bearer token, read at each poll. */
      readonly tokenFile?: string;
      readonly file?: undefined;
    };

/** Largest plan, bytes: some 500,000 rows, a week of 700 queues in quarters of an hour. Bounds memory and time. */
export const MAX_PLAN_BYTES = 32 * 1024 * 1024;

/** The source for logs and errors. A query may hold a key, and is left out. */
export function sourceName(source: PlanSource): string {
  if (source.file !== undefined) return source.file;
  const { origin, pathname } = new URL(source.url);
  return `${origin}${pathname}`;
}
