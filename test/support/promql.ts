import { parser } from '@prometheus-io/lezer-promql';

/** What an expression reads, by Prometheus's own grammar. */
export interface Selector {
  readonly metric: string;
  /** Labels that it matches on. */
  readonly labels: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Labels that an aggregation keeps, or a binary operation matches on. */
export interface Grouping {
  readonly labels: readonly string[];
  /** The selectors that these labels come from. */
  readonly selectors: readonly Selector[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  readonly groupings: readonly Grouping[];
}

type Node = ReturnType<typeof parser.parse>['topNode'];

/** @throws SyntaxError for what is no PromQL. */
export function readExpression(expr: string): Expression {
  const selectors: Selector[] = [];
  const clauses: { readonly labels: readonly string[]; readonly within: Node }[] = [];
  const textOf = ({ from, to }: Node) => expr.slice(from, to);
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.type.isError) throw new SyntaxError(`no PromQL at ${node.from} of ${expr}`);
      if (node.name === 'VectorSelector') {
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
        const name = node.getChild('Identifier');
        selectors.push({
          metric: name ? textOf(name) : '',
          labels: matchers.flatMap((matcher) => matcher.getChildren('LabelName').map(textOf)),
          from: node.from,
          to: node.to,
        });
      }
      if (node.name === 'GroupingLabels') {
        const within = node.parent?.parent;
        if (within) clauses.push({ labels: node.getChildren('LabelName').map(textOf), within });
      }
    },
  });
  return {
    selectors,
    groupings: clauses.map(({ labels, within }) => ({
      labels,
      selectors: selectors.filter(({ from, to }) => from >= within.from && to <= within.to),
    })),
  };
}

/** Every length of time in the expression, replaced; texts and labels stay as they are. */
export function replaceDurations(expr: string, replace: (duration: string) => string): string {
  let result = '';
  let end = 0;
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'NumberDurationLiteralInDurationContext') return;
      result += expr.slice(end, from) + replace(expr.slice(from, to));
      end = to;
    },
  });
  return result + expr.slice(end);
}
