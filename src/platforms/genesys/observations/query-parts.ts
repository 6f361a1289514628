/** What queries of the platform are made of. */

/** A period as ISO 8601 writes it; from and to in Unix seconds. */
export function interval({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${iso(from)}/${iso(to)}`;
}

function iso(unixSeconds: number): string {
  return new Date(Math.round(unixSeconds * 1000)).toISOString();
}

/** A filter for what has one of the values. */
export function anyOf(dimension: string, values: readonly string[]) {
  return {
    type: 'or',
    predicates: values.map((value) => ({ type: 'dimension', dimension, operator: 'matches', value })),
  };
}
