import type { Audience } from './audience';
import type { GoneRow, Topic } from './row-changes';

const groupUnder = (groups: Map<string, Audience[]>, key: string, audience: Audience): void => {
  const group = groups.get(key);
  group ? group.push(audience) : groups.set(key, [audience]);
};

/** Rows of its site alone, where it asked for one; else the same list for all, so that it need not be looked through for each. */
function ofItsSite<Row extends GoneRow>({ interest }: Audience, topic: Topic, rows: Row[]): Row[] {
  const { siteId } = interest.inbound;
  return topic === 'inbound' && siteId !== undefined ? rows.filter((row) => row.siteId === siteId) : rows;
}

/** Whom a row may concern, without a look at each audience for each row: those who asked for single shipments or a site are found by these. */
export class AudienceIndex {
  private readonly audiences: readonly Audience[];
  private readonly ofAll: Audience[] = [];
  private readonly byShipment = new Map<string, Audience[]>();

  constructor(audiences: Iterable<Audience>) {
    this.audiences = [...audiences];
    for (const audience of this.audiences) {
      const { shipmentIds } = audience.interest;
      if (shipmentIds.length === 0) this.ofAll.push(audience);
      for (const shipmentId of new Set(shipmentIds)) groupUnder(this.byShipment, shipmentId, audience);
    }
  }

  hearing(topic: Topic): readonly Audience[] {
    return this.audiences.filter((audience) => audience.hears(topic));
  }

  /** The rows that may concern each audience, for those whom any does. */
  concerned<Row extends GoneRow>(topic: Topic, rows: Row[]): Map<Audience, Row[]> {
    const found = new Map<Audience, Row[]>();
    if (rows.length === 0) return found;
    for (const audience of this.ofAll) if (audience.hears(topic)) found.set(audience, ofItsSite(audience, topic, rows));
    for (const row of rows)
      for (const audience of this.byShipment.get(row.shipmentId) ?? []) {
        if (!audience.hears(topic) || ofItsSite(audience, topic, [row]).length === 0) continue;
        const its = found.get(audience);
        its ? its.push(row) : found.set(audience, [row]);
      }
    return found;
  }
}
