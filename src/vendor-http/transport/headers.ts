/** Headers of a response, with names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The header's first value. */
export function header(headers: HttpHeaders, name: string): string | undefined {
  return allValues(headers, name)[0];
}

/** A header may be sent more than once. */
export function allValues(headers: HttpHeaders, name: string): readonly string[] {
  const value = headers[name];
  return typeof value === 'string' ? [value] : (value ?? []);
}
