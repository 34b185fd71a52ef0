import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { namedIn, type Selection } from './promql';

const DEPLOY = path.resolve(__dirname, '../../../deploy');

const rule = z.strictObject({
  alert: z.string().regex(/^Waybill[A-Z][A-Za-z]+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smh]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string(), action: z.string() }),
});
const ruleFile = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) });
const dashboardFile = z.object({
  uid: z.literal('waybill'),
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })) })),
});

/** Alert rules of deploy/prometheus. */
export const alerts = () =>
  ruleFile.parse(load(fs.readFileSync(path.join(DEPLOY, 'prometheus/alerts.yml'), 'utf8'))).groups.flatMap(({ rules }) => rules);

interface Query {
  readonly where: string;
  readonly expr: string;
  /** Text in which labels of the result are filled in. */
  readonly shown: string;
}

/** Every query of the rules and of the dashboard. */
export function queries(): Query[] {
  const { panels } = dashboardFile.parse(JSON.parse(fs.readFileSync(path.join(DEPLOY, 'grafana/waybill.json'), 'utf8')));
  return [
    ...alerts().map(({ alert, expr, annotations: { summary, action } }) => ({ where: alert, expr, shown: `${summary} ${action}` })),
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr, legendFormat }) => ({ where: title, expr, shown: legendFormat }))),
  ];
}

/** Added by Prometheus itself to all that it scrapes. */
const SCRAPED = ['job', 'instance'];
/** Made by Prometheus itself. */
const OF_PROMETHEUS = ['up'];

type Page = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

function samplesOf(page: string): Page {
  const samples = new Map<string, Record<string, string>[]>();
  for (const [, name = '', labels = ''] of page.matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]);
    samples.set(name, [...(samples.get(name) ?? []), Object.fromEntries(pairs)]);
  }
  return samples;
}

function faultsOfSelection({ metric, labels }: Selection, groupedBy: readonly string[], page: Page): string[] {
  if (OF_PROMETHEUS.includes(metric)) return [];
  const samples = page.get(metric);
  if (!samples) return [`${metric} is not on the page`];
  const named = [...Object.keys(labels), ...groupedBy].filter((label) => !SCRAPED.includes(label));
  const missing = named.filter((label) => !samples.some((sample) => label in sample)).map((label) => `${metric} has no label ${label}`);
  // A histogram has a value of a label from its first observation on; all others have each from the start.
  const isHistogram = /_(bucket|count|sum)$/.test(metric);
  const values = isHistogram ? [] : Object.entries(labels).filter(([label, value]) => !samples.some((sample) => sample[label] === value));
  return [...missing, ...values.map(([label, value]) => `${metric} has no ${label}="${value}"`)];
}

/** What rules and dashboard name that a page of metrics does not have. */
export function faultsOfQueries(page: string): string[] {
  const samples = samplesOf(page);
  return queries().flatMap(({ where, expr, shown }) => {
    const { selections, groupedBy } = namedIn(expr);
    const filled = [...shown.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label as string);
    return [
      ...selections.flatMap((selection) => faultsOfSelection(selection, groupedBy, samples)),
      ...filled.filter((label) => !groupedBy.includes(label)).map((label) => `${label} is shown, and not in the result`),
    ].map((fault) => `${where}: ${fault}`);
  });
}
