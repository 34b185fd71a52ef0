import type { Highlight } from './plan';
import type { Tally } from './play/player';
import type { ListedShipment } from './play/waybill-client';

/** What the screen tells about. */
export type Scene = {
  readonly apiUrl: string;
  /** Shell text that gives the operator key. */
  readonly keyText: string;
  readonly highlights: readonly Highlight[];
  readonly trackingUrls: ReadonlyMap<string, string>;
  readonly statuses: ReadonlyMap<string, string>;
};

/** How many vans of the crowd there are, and how many of them are on their way. */
export type Vans = { readonly onTheRoad: number; readonly size: number };

const count = (value: number) => value.toLocaleString('en');

function link({ shipmentId, why }: Highlight, { trackingUrls, statuses }: Scene): string {
  return `  ${shipmentId.padEnd(24)} ${(statuses.get(shipmentId) ?? '').padEnd(20)} ${why}\n    ${trackingUrls.get(shipmentId) ?? ''}`;
}

/** Links and commands to try, printed once when the past has been played. */
export function lookAt(scene: Scene): string {
  const { apiUrl, highlights, keyText } = scene;
  const first = highlights[0]?.shipmentId;
  const curl = (path: string) => `  curl -s -H "Authorization: Bearer $KEY" "${apiUrl}${path}"`;
  return [
    '',
    'What a customer sees (no key needed):',
    '',
    ...highlights.map((highlight) => link(highlight, scene)),
    '',
    'What a coordinator sees (paste into another terminal, in this folder):',
    '',
    `  KEY=${keyText}`,
    curl('/v1/shipments?status=OUT_FOR_DELIVERY'),
    curl('/v1/exceptions?state=open'),
    curl(`/v1/shipments/${first}`),
    curl(`/v1/shipments/${first}/timeline`),
    `${curl(`/v1/shipments/${first}/positions`)} -H 'Accept: application/gpx+xml'`,
    curl('/v1/parked'),
    curl('/v1/processors'),
    '',
    'Past reports were told within a minute, so they count as late; from here on everything happens now. Stop: Ctrl-C',
    '',
  ].join('\n');
}

export const progressLine = (share: number, { sent }: Tally): string =>
  `Telling the last three weeks: ${Math.floor(share * 100)} %, ${count(sent)} reports sent`;

/** One line that sums up the world, the most important first: a narrow terminal cuts its end off. */
export function statusLine(shipments: readonly ListedShipment[], { sent, duplicates, parked, rejected }: Tally, vans: Vans): string {
  const numbers = new Map<string, number>();
  for (const { status } of shipments) numbers.set(status, (numbers.get(status) ?? 0) + 1);
  const statuses = [...numbers].sort(([, a], [, b]) => b - a).map(([status, number]) => `${status} ${number}`);
  const refused = rejected ? ` · ${count(rejected)} rejected` : '';
  const told = `${count(sent)} reports · ${count(duplicates)} duplicates · ${count(parked)} parked${refused}`;
  return [told, `${count(vans.onTheRoad)} of ${count(vans.size)} vans on the road`, statuses.join(', ')].filter(Boolean).join(' | ');
}
