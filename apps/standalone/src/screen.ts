import path from 'node:path';
import { cleanText } from '@waybill/platform';

export type Screen = {
  readonly apiUrl: string;
  readonly dataDir: string;
  readonly operatorKey: string;
  /** Undefined when the key came from the environment. */
  readonly operatorKeyFile?: string;
  readonly keyIsNew: boolean;
  /** Signs in to the console once. */
  readonly signInTicket: string;
  /** Query of the console's address, for what it opens on; empty for what it opens on by itself. */
  readonly view: string;
  readonly eventStore: string;
  readonly database: string;
};

/** As short as it can be typed from here. */
export function shortPath(file: string, from = process.cwd()): string {
  const near = path.relative(from, file);
  return near && !near.startsWith('..') ? near : file;
}

function keyLine({ operatorKey, operatorKeyFile, keyIsNew }: Screen): string {
  if (!operatorKeyFile) return 'the one in OPERATOR_API_KEY';
  if (!keyIsNew) return `in ${shortPath(operatorKeyFile)}`;
  return `${operatorKey}  (shown once; kept in ${shortPath(operatorKeyFile)})`;
}

const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const EXAMPLE = {
  reference: 'PO-1001',
  origin: { name: 'Hamburg', latitude: 53.5503, longitude: 9.992 },
  destination: { name: 'Munich', latitude: 48.1372, longitude: 11.5756 },
};

function curl({ apiUrl, operatorKeyFile }: Screen): readonly string[] {
  const key = operatorKeyFile ? `$(cat ${quoted(shortPath(operatorKeyFile))})` : '$OPERATOR_API_KEY';
  return [
    `curl -s ${apiUrl}/v1/shipments \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(EXAMPLE)}'`,
  ];
}

/** What is shown once everything is up. */
export function readyScreen(screen: Screen): string {
  const rows = [
    ['Console', `${screen.apiUrl}/${screen.view}#ticket=${screen.signInTicket}`],
    ['', 'signs you in once, within ten minutes; later with the operator key'],
    ['API', screen.apiUrl],
    ['Docs', `${screen.apiUrl}/docs`],
    ['Operator key', keyLine(screen)],
    ['Data', `${shortPath(screen.dataDir)}  (logs in ${shortPath(path.join(screen.dataDir, 'logs'))})`],
    ['Event store', cleanText(screen.eventStore)],
    ['Database', cleanText(screen.database)],
  ] as const;
  const table = rows.map(([name, value]) => `  ${name.padEnd(13)} ${value}`);
  return [
    '',
    'Waybill is up.',
    '',
    ...table,
    '',
    'Register a shipment:',
    '',
    ...curl(screen).map((line) => `  ${line}`),
    '',
    'Stop: Ctrl-C',
    '',
  ].join('\n');
}
