export interface SourceToRead {
  readonly id: string;
  readonly format: string;
  readonly name: string;
  readonly createdAt: string;
}

interface Said {
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface Change {
  readonly scanId: string;
  readonly shipmentIds: readonly string[];
  readonly before: Said | null;
  readonly after: Said | null;
}

/** What one request looked at. */
export interface Part {
  readonly pushes: number;
  readonly changes: readonly Change[];
  readonly readBackTo: string | null;
  readonly nextCursor: string | null;
}

/** Part by part, from the newest push back to a time; each scan once, though several pushes may bring it. */
export async function* allChanges(
  { id }: SourceToRead,
  since: number | undefined,
  apply: boolean,
  post: (address: string, body: object) => Promise<Part>,
): AsyncGenerator<Part> {
  const told = new Set<string>();
  let cursor: string | null = null;
  do {
    const body = { ...(since !== undefined && { since: new Date(since).toISOString() }), apply, ...(cursor !== null && { cursor }) };
    const part: Part = await post(`/v1/sources/${id}/renormalizations`, body);
    const changes = part.changes.filter(({ scanId }) => !told.has(scanId));
    for (const { scanId } of changes) told.add(scanId);
    yield { ...part, changes };
    cursor = part.nextCursor;
  } while (cursor !== null);
}

function inWords(said: Said | null): string {
  if (!said) return 'nothing';
  const { milestone, classifier, rawCode } = said.data;
  const what = typeof milestone === 'string' ? milestone : said.type.replace(/^dev\.waybill\.|\.v\d+$/g, '');
  return [what, classifier !== undefined && classifier !== 'ACT' && classifier, typeof rawCode === 'string' && `(${rawCode})`, said.time]
    .filter(Boolean)
    .join(' ');
}

export const changeLine = ({ shipmentIds, before, after }: Change): string =>
  `${shipmentIds.length > 0 ? shipmentIds.join(', ') : 'waits for its shipment'}  ${inWords(before)} -> ${inWords(after)}`;

/** The last lines. */
export function tellPart({
  pushes,
  changes,
  shipments,
  apply,
}: {
  pushes: number;
  changes: number;
  shipments: number;
  apply: boolean;
}): string[] {
  const count = (value: number): string => value.toLocaleString('en');
  const sum = `${count(pushes)} pushes were read: ${count(changes)} scans of ${count(shipments)} shipments ${apply ? 'were corrected' : 'would change'}.`;
  return changes > 0 && !apply ? [sum, 'Nothing was written; --apply writes it.'] : [sum];
}
