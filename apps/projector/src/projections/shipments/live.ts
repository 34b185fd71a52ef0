import { customerLocation, type Fix } from '@waybill/domain';
import { type Instant, parseInstant, type StoredEvent, shipmentOfStream } from '@waybill/events';
import type { KnownLive, LiveRow } from '@waybill/read-model';
import type { ShipmentEvents } from './grouping';
import { encodeTrack, type FreshFixes, type TrackState } from './track';

/** Largest recorded time; those of fixes are parsed already. */
const newest = ({ others }: ShipmentEvents, { counting, held }: FreshFixes, known: number): number =>
  Math.max(
    [...counting, ...held].reduce((max, { recordedTime }) => Math.max(max, recordedTime), known),
    others.reduce((max, { metadata }) => Math.max(max, parseInstant(metadata.recordedtime) as number), known),
  );

/** Only the shipment's own stream has revisions that mean something to its readers. */
const lastRevision = (events: readonly StoredEvent[], known: number): number =>
  events.reduce((max, { stream, revision }) => (shipmentOfStream(stream) === undefined ? max : Math.max(max, revision)), known);

const location = (fix: Fix | null) => ({
  latitude: fix?.latitude ?? null,
  longitude: fix?.longitude ?? null,
  time: fix?.time ?? null,
  speed_kmh: fix?.speedKmh ?? null,
  heading_degrees: fix?.headingDegrees ?? null,
  accuracy_metres: fix?.accuracyMetres ?? null,
  source: fix?.source ?? null,
  event_id: fix?.eventId ?? null,
});

const customerLive = (fix: Fix | null, terminalAt: number | null): string | null => {
  const shown = customerLocation(fix, (terminalAt ?? undefined) as Instant | undefined);
  return shown && JSON.stringify(shown);
};

/** The row that changes with every report. */
export const liveRow = (
  group: ShipmentEvents,
  known: KnownLive | undefined,
  fresh: FreshFixes,
  after: { readonly track: TrackState; readonly terminalAt: number | null; readonly retractions: number },
): LiveRow => ({
  shipment_id: group.shipmentId,
  revision: lastRevision(group.all, known?.revision ?? -1),
  updated_at: newest(group, fresh, known?.updated_at ?? Number.MIN_SAFE_INTEGER),
  retractions: after.retractions,
  terminal_at: after.terminalAt,
  scan: encodeTrack(after.track),
  ...location(after.track.live),
  customer_live: customerLive(after.track.live, after.terminalAt),
});
