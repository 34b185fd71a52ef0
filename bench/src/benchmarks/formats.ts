import { type Chunks, type FileFormat, FORMAT_NAMES, FORMATS, type FormatName, readFile } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import type { Benchmark, BenchmarkContext, Figure } from '../findings';
import { median } from '../measure/statistics';
import { PUSHES, SCANS } from '../workload/pushes';

const ROUNDS = 5;
const TIMES = 50;
const LINES = 100_000;
const CHUNK_BYTES = 65_536;
const NOW = Date.UTC(2026, 2, 1) as Instant;

/** CPU microseconds of some work. */
async function cpuOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function normalizeAll(name: FormatName, pushes: readonly Uint8Array[]): number {
  return pushes.reduce((sum, body) => sum + FORMATS[name].normalize(body, { receivedTime: NOW, headers: {}, url: '/' }).reports.length, 0);
}

/** What any reader of these bytes has to do at least: parse the JSON, or take the segments and elements of EDI apart. */
function bare(pushes: readonly Uint8Array[]): void {
  for (const body of pushes) {
    const text = Buffer.from(body).toString();
    if (/^[{[]/.test(text)) JSON.parse(text);
    else for (const segment of text.split(/[~']/)) segment.split(/[*+]/);
  }
}

/** By turns, so that whatever else the machine does hits both sides. */
async function formatRows(name: FormatName, rounds: number): Promise<Figure[]> {
  const pushes = PUSHES[name].map((text) => Buffer.from(text));
  const found = normalizeAll(name, pushes);
  if (found !== SCANS) throw new Error(`${name}: ${found} of ${SCANS} scans were read`);
  const repeat = (work: () => unknown) => () => {
    for (let i = 0; i < TIMES; i += 1) work();
  };
  const samples: { micros: number; ratio: number }[] = [];
  for (let i = 0; i <= rounds; i += 1) {
    const read = await cpuOf(repeat(() => normalizeAll(name, pushes)));
    const least = await cpuOf(repeat(() => bare(pushes)));
    if (i > 0) samples.push({ micros: read / (TIMES * SCANS), ratio: read / least });
  }
  return [
    { what: `${name}: CPU per scan`, value: median(samples.map(({ micros }) => micros)), unit: 'µs' },
    { what: `${name}: ÷ taking the bytes apart`, value: median(samples.map(({ ratio }) => ratio)), unit: '×' },
  ];
}

const clock = (i: number): string => new Date(NOW + i * 30_000).toISOString();
const FILES: readonly (readonly [FileFormat, string, (i: number) => string, string])[] = [
  ['csv', 'time,device,lat,lon\n', (i) => `${clock(i)},D7,${(i % 90) + 0.5},24.1\n`, ''],
  [
    'gpx',
    '<gpx><trk><trkseg>\n',
    (i) => `<trkpt lat="${(i % 90) + 0.5}" lon="24.1"><time>${clock(i)}</time></trkpt>\n`,
    '</trkseg></trk></gpx>',
  ],
];

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

async function readWhole(format: FileFormat, chunks: Chunks): Promise<number> {
  let count = 0;
  for await (const item of readFile(format, chunks, { receivedTime: NOW, about: { scheme: 'vehicle', value: 'T7' } })) {
    if ('report' in item) count += 1;
  }
  return count;
}

async function fileRows(scale: number): Promise<Figure[]> {
  const lines = Math.round(LINES * scale);
  const rows: Figure[] = [];
  for (const [format, head, line, tail] of FILES) {
    const bytes = Buffer.from(head + Array.from({ length: lines }, (_, i) => line(i)).join('') + tail);
    let read = 0;
    const micros = await cpuOf(async () => {
      read = await readWhole(format, piecesOf(bytes));
    });
    const least = await cpuOf(() => {
      for (const text of bytes.toString().split('\n')) text.split(/[,"<>]/);
    });
    if (read !== lines) throw new Error(`${format}: ${read} of ${lines} lines were read`);
    rows.push({ what: `${format} file of ${lines} lines: CPU per line`, value: micros / lines, unit: 'µs' });
    rows.push({ what: `${format} file: ÷ splitting it`, value: micros / least, unit: '×' });
  }
  return rows;
}

async function measure({ say, scale }: BenchmarkContext) {
  const rounds = Math.max(1, Math.round(ROUNDS * scale));
  const rows: Figure[] = [];
  for (const name of FORMAT_NAMES) {
    say(name);
    rows.push(...(await formatRows(name, rounds)));
  }
  say('files');
  rows.push(...(await fileRows(scale)));
  const remarks = [
    `${SCANS} scans a format, in one push where the sender repeats its history, else in as many pushes; signatures are not part of it.`,
    'The other side parses the JSON, or splits the segments of EDI, and looks at nothing.',
  ];
  return [{ kind: 'figures' as const, benchmark: 'formats', title: "Reading carriers' and devices' own formats", rows, remarks }];
}

/** What it costs to read a scan, in each format, and a line of a file. */
export const formats: Benchmark = {
  name: 'formats',
  title: 'Normalizing each format, and reading files of 100,000 lines, in memory',
  run: measure,
};
