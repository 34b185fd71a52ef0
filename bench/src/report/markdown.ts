import type { Comparison, Figures, Finding } from '../findings';
import type { Run } from './record';

const number = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
};
const ratio = (value: number): string => value.toFixed(2);
const range = (values: readonly number[]): string => `${ratio(Math.min(...values))} … ${ratio(Math.max(...values))}`;
const verdict = (isMet: boolean): string => (isMet ? 'met' : '**missed**');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string[] => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows.map((cells) => row(...cells)),
];

function processes(byProcess: Readonly<Record<string, number>>): string {
  return Object.entries(byProcess)
    .map(([name, micros]) => `${name} ${number(micros)}`)
    .join(' + ');
}

function sideRow(name: string, side: Comparison['product'], unit: string): string[] {
  return [name, `${number(side.rate)} ${unit}s/s`, `${number(side.cpuMicros)} µs = ${processes(side.cpuByProcess)}`];
}

function aimText({ aim, aimOf, ratio: { wall, cpu } }: Comparison): string {
  if (aim === undefined) return '';
  const verdicts = { wall: `wall clock ${verdict(wall >= aim)}`, cpu: `CPU ${verdict(cpu >= aim)}` };
  return ` (aim ≥ ${aim}: ${aimOf === undefined ? Object.values(verdicts).join(', ') : verdicts[aimOf]})`;
}

function comparisonText(it: Comparison): string[] {
  const { wall, cpu, wallByRound, cpuByRound } = it.ratio;
  const notes = [...it.remarks];
  if (it.product.settleMs !== undefined) {
    notes.push(`Queries had everything ${number(it.product.settleMs)} ms after the last answer; the CPU figure includes that work.`);
  }
  if (it.product.generatorCpuMicros !== undefined)
    notes.push(`Load generator: ${number(it.product.generatorCpuMicros)} µs CPU per ${it.unit}, not counted.`);
  return [
    `### ${it.title}`,
    '',
    `**Ratio: ${ratio(wall)} wall clock, ${ratio(cpu)} CPU**${aimText(it)}. By round: ${range(wallByRound)} and ${range(cpuByRound)}.`,
    '',
    ...table(
      ['', 'rate', `CPU per ${it.unit}`],
      [sideRow('Waybill', it.product, it.unit), sideRow(`bare: ${it.bareIs}`, it.bare, it.unit)],
    ),
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ];
}

function figuresText({ title, rows, remarks }: Figures): string[] {
  const cells = rows.map(({ what, value, unit, below }) => [
    what,
    `${number(value)} ${unit}`.trim(),
    below === undefined ? '' : `< ${below} ${unit}: ${verdict(value < below)}`,
  ]);
  return [`### ${title}`, '', ...table(['', 'value', 'aim'], cells), '', ...remarks.map((remark) => `- ${remark}`), ''];
}

export const findingText = (finding: Finding): string[] => (finding.kind === 'comparison' ? comparisonText(finding) : figuresText(finding));

function machineText({ machine, commit, changed, date, minutes }: Run): string[] {
  const rows = [
    ['when', `${date}, ${number(minutes)} minutes`],
    ['commit', changed ? `${commit} with uncommitted changes` : commit],
    ['CPU', `${machine.cores} × ${machine.cpu}`],
    ['memory', `${machine.memoryGiB} GiB`],
    ['Node, kernel', `${machine.node}, ${machine.kernel}`],
    ['4 KiB write + fdatasync', `p50 ${number(machine.fsyncMs.p50)} ms, p99 ${number(machine.fsyncMs.p99)} ms`],
    ['load average before', number(machine.loadBefore)],
  ];
  return table(['', ''], rows);
}

/** The whole run for people. */
export function markdown(run: Run): string {
  const sections = run.benchmarks.flatMap(({ name, title, findings }) => [`## ${name}`, '', title, '', ...findings.flatMap(findingText)]);
  const head = [
    '# Benchmarks: latest recorded run',
    '',
    'Made by `npm run bench`; what the figures mean is in [the README](../README.md).',
    '',
  ];
  return `${[...head, ...machineText(run), '', ...sections].join('\n').trimEnd()}\n`;
}
