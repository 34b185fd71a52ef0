import { type RecordedTrip, recordedTripIn, type Trip, tripIn } from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import { type ShipmentId, type StoredEvent, shipmentOfEtaStream, shipmentOfStream, siteOfStream } from '@waybill/events';
import { loadConfig, readAddresses, systemClock, type Terminal } from '@waybill/platform';
import { SiteBook, UnusableModel } from '@waybill/prediction';
import { type Progress, progressLine } from '../progress';
import { Refusal } from '../refusal';

/** Does something with the log of the Waybill that DATA_DIR or EVENTSTORE_URL names. @throws Refusal when there is none */
export async function withLog<T>(use: (log: EventLog) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const address = config.eventStoreUrl ?? readAddresses(config.dataDir)?.eventStore;
  if (!address) throw new Refusal('No event store is known: start Waybill first, or set EVENTSTORE_URL or DATA_DIR.');
  const log = EventLog.connect(address);
  try {
    return await use(log);
  } catch (error) {
    throw error instanceof UnusableModel ? new Refusal(error.message) : error;
  } finally {
    await log.close();
  }
}

/** Progress is told after so many events. */
const TOLD_EVERY = 5_000;
const events = (amount: number): string => `${Math.round(amount)} events`;

function listed(shipments: Map<ShipmentId, StoredEvent[]>, shipment: ShipmentId): StoredEvent[] {
  const known = shipments.get(shipment) ?? [];
  if (known.length === 0) shipments.set(shipment, known);
  return known;
}

/** By shipment, the events of its stream and of that of its predictions; and the sites that there are. */
async function shipmentsIn(log: EventLog, terminal: Terminal): Promise<{ shipments: Map<ShipmentId, StoredEvent[]>; sites: SiteBook }> {
  const shipments = new Map<ShipmentId, StoredEvent[]>();
  const sites = new SiteBook();
  const [startedAt, end] = [systemClock.monotonic(), (await log.head()).commit];
  let read = 0;
  for await (const event of log.readAll()) {
    const shipment = shipmentOfStream(event.stream) ?? shipmentOfEtaStream(event.stream);
    if (shipment) listed(shipments, shipment).push(event);
    else if (siteOfStream(event.stream)) sites.apply(event);
    read += 1;
    if (event.position >= end) break;
    if (read % TOLD_EVERY > 0) continue;
    const progress: Progress = { done: read, total: Math.round(read / (Number(event.position) / Number(end))) };
    terminal.status(progressLine('Reading', progress, systemClock.monotonic() - startedAt, events));
  }
  return { shipments, sites };
}

/** The trips of all shipments that have arrived, with what was predicted of them. */
export async function recordedTripsIn(log: EventLog, terminal: Terminal): Promise<RecordedTrip[]> {
  const { shipments, sites } = await shipmentsIn(log, terminal);
  return [...shipments].flatMap(([id, itsEvents]) => recordedTripIn(id, itsEvents, sites.targetOf) ?? []);
}

/** The trips of all shipments that have arrived. */
export async function tripsIn(log: EventLog, terminal: Terminal): Promise<Trip[]> {
  const { shipments, sites } = await shipmentsIn(log, terminal);
  return [...shipments].flatMap(([id, itsEvents]) => tripIn(id, itsEvents, sites.targetOf) ?? []);
}
