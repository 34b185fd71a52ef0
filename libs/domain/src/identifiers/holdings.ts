import type { Instant, NamingEvent, StoredEvent } from '@waybill/events';
import { covers, type Interval } from '../interval';

/** A shipment's hold on a name, in event time. */
export interface Holding extends Interval {
  readonly shipmentId: string;
  readonly commandId: string;
  /** When it was written down: an assignment whose shipment has no stream 60 s later is void. */
  readonly recordedAt: Instant;
}

/** The hold that an assignment begins. */
export function holdingOf({ data, recordedTime: recordedAt }: StoredEvent<'dev.waybill.identifier-assigned.v1'>): Holding {
  const { shipmentId, commandId, from, until } = data;
  return { shipmentId, commandId, recordedAt, from, until };
}

/** What a release leaves of the holds on its name; without a time it undoes them. Those that it does not change are the same objects. */
export function releasedFrom<H extends Omit<Holding, 'recordedAt'>>(
  holdings: readonly H[],
  event: StoredEvent<'dev.waybill.identifier-released.v1'>,
): H[] {
  const { shipmentId, commandId, until } = event.data;
  return holdings.flatMap((holding) => {
    const meant = holding.shipmentId === shipmentId && (commandId === undefined || holding.commandId === commandId);
    if (!meant) return [holding];
    if (until === undefined || until <= (holding.from ?? Number.NEGATIVE_INFINITY)) return [];
    return holding.until !== undefined && holding.until <= until ? [holding] : [{ ...holding, until }];
  });
}

/** The holds on a name after one more assignment or release. */
export const evolveHoldings = (holdings: readonly Holding[], event: NamingEvent): readonly Holding[] =>
  event.type === 'dev.waybill.identifier-assigned.v1' ? [...holdings, holdingOf(event)] : releasedFrom(holdings, event);

/** Whether the name stands for the shipment at that time. */
export const isHeldBy = ({ holdings }: { readonly holdings: readonly Holding[] }, shipmentId: string, time: number): boolean =>
  holdings.some((holding) => holding.shipmentId === shipmentId && covers(holding, time));
