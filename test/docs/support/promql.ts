import { parser } from '@prometheus-io/lezer-promql';

/** What a query names of one metric. */
export interface Selection {
  readonly metric: string;
  /** Labels that it compares with a value, by name. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Metrics that a query names, and labels that it groups by. @throws Error when it is no PromQL. */
export function namedIn(query: string): { readonly selections: readonly Selection[]; readonly groupedBy: readonly string[] } {
  const selections: { metric: string; labels: Record<string, string> }[] = [];
  const groupedBy: string[] = [];
  let label = '';
  let isGrouping = false;
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      const text = query.slice(from, to);
      if (type.isError) throw new Error(`No PromQL at ${from}: ${query}`);
      if (type.name === 'VectorSelector') selections.push({ metric: '', labels: {} });
      const current = selections.at(-1);
      if (type.name === 'GroupingLabels') isGrouping = true;
      if (type.name === 'Identifier' && current && !isGrouping) current.metric ||= text;
      if (type.name === 'LabelName') [label] = [text];
      if (type.name === 'LabelName' && isGrouping) groupedBy.push(text);
      if (type.name === 'StringLiteral' && current) current.labels[label] = text.slice(1, -1);
    },
    leave: ({ type }) => {
      if (type.name === 'GroupingLabels') isGrouping = false;
    },
  });
  return { selections, groupedBy };
}
