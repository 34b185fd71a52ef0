import type { Action, Mode, Report, Step } from '../plan';

/** One request of reports. */
export type ReportRequest = { readonly mode: Mode; readonly reports: readonly Report[] };

const BATCH_SIZE = 100;

/** What is to be done, in the order of the plan: commands one by one, the reports between them as requests that may overtake each other. */
export type Portion = { readonly commands: readonly Exclude<Action, { kind: 'report' }>[]; readonly requests: readonly ReportRequest[] };

function batched(reports: readonly Report[]): readonly ReportRequest[] {
  const sources = [...new Set(reports.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const ofSource = reports.filter((report) => report.source === source);
    const count = Math.ceil(ofSource.length / BATCH_SIZE);
    return Array.from({ length: count }, (_, index) => ({
      mode: 'batch' as const,
      reports: ofSource.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
    }));
  });
}

/** Commands come first: nothing is lost when a report is there before its shipment, but this is the usual way. */
export function portionOf(steps: readonly Step[]): Portion {
  const actions = steps.map(({ action }) => action);
  const reports = actions.flatMap((action) => (action.kind === 'report' ? [action.report] : []));
  const single = reports.filter(({ mode }) => mode !== 'batch').map((report) => ({ mode: report.mode, reports: [report] }));
  return {
    commands: actions.filter((action) => action.kind !== 'report'),
    requests: [...single, ...batched(reports.filter(({ mode }) => mode === 'batch'))],
  };
}
