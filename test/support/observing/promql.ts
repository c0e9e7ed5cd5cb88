import { parser } from '@prometheus-io/lezer-promql';
import type { Series } from '../metrics.js';

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** A part of an expression that reads series: a metric and what its labels have to be. */
export interface Selector {
  readonly text: string;
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** The selectors of an expression. Throws where Prometheus would refuse to parse it. */
export function selectorsOf(expression: string): Selector[] {
  const selectors: Selector[] = [];
  const textOf = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: ({ type, node }) => {
      if (type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (type.name !== 'VectorSelector') return;
      selectors.push({
        text: textOf(node),
        metric: node.getChild('Identifier') ? textOf(node.firstChild ?? node) : '',
        matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) =>
          matcherOf(textOf(matcher)),
        ),
      });
    },
  });
  return selectors;
}

const MATCHER = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/;

function matcherOf(text: string): Matcher {
  const [, label, operator, value] = MATCHER.exec(text) ?? [];
  if (label === undefined || operator === undefined || value === undefined) {
    throw new Error(`a matcher that this test cannot read: ${text}`);
  }
  return { label, operator, value };
}

/** Whether the selector reads this series, as Prometheus decides it. */
export const reads = ({ metric, matchers }: Selector, { name, labels }: Series): boolean =>
  name === metric && matchers.every((matcher) => agrees(matcher, labels[matcher.label] ?? ''));

function agrees({ operator, value }: Matcher, actual: string): boolean {
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`).test(actual);
    default:
      return !new RegExp(`^(?:${value})$`).test(actual);
  }
}
