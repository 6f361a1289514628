/** Parts of analytics queries. Source: Genesys Cloud SDK for .NET, `QueueObservationQuery` and `ConversationAggregateQueryFilter`. */

/** ISO 8601 interval; from and to in Unix seconds. */
export function interval({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${iso(from)}/${iso(to)}`;
}

function iso(unixSeconds: number): string {
  return new Date(Math.round(unixSeconds * 1000)).toISOString();
}

/** Filter that matches any of the values. */
export function anyOf(dimension: string, values: readonly string[]) {
  return {
    type: 'or',
    predicates: values.map((value) => ({ type: 'dimension', dimension, operator: 'matches', value })),
  };
}
