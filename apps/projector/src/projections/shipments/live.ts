import { customerLocation, type Fix } from '@waybill/domain';
import { type Instant, latestOf, latestPosition, type StoredEvent, shipmentOfStream } from '@waybill/events';
import type { KnownLive, LiveRow } from '@waybill/read-model';
import type { ShipmentEvents } from './grouping';
import { encodeTrack, type FreshFixes, type TrackState } from './track';

/** Largest recorded time; those of fixes are parsed already. */
const newest = ({ others }: ShipmentEvents, { counting, held }: FreshFixes, known: KnownLive | undefined): Instant =>
  [...(known ? [known.updatedAt] : []), ...[...counting, ...held, ...others].map(({ recordedTime }) => recordedTime)].reduce((a, b) =>
    latestOf(a, b),
  );

/** Only the shipment's own stream has revisions that mean something to its readers. */
const lastRevision = (events: readonly StoredEvent[], known: number): number =>
  events.reduce((max, { stream, revision }) => (shipmentOfStream(stream) === undefined ? max : Math.max(max, revision)), known);

const lastPosition = (events: readonly StoredEvent[], known: bigint): bigint =>
  latestPosition(known, ...events.map(({ position }) => position));

const location = (fix: Fix | null) => ({
  latitude: fix?.latitude ?? null,
  longitude: fix?.longitude ?? null,
  time: fix?.time ?? null,
  speedKmh: fix?.speedKmh ?? null,
  headingDegrees: fix?.headingDegrees ?? null,
  accuracyMetres: fix?.accuracyMetres ?? null,
  source: fix?.source ?? null,
  eventId: fix?.eventId ?? null,
});

const customerLive = (fix: Fix | null, terminalAt: Instant | null): string | null => {
  const shown = customerLocation(fix, terminalAt ?? undefined);
  return shown && JSON.stringify(shown);
};

/** The row that changes with every report. */
export const liveRow = (
  group: ShipmentEvents,
  known: KnownLive | undefined,
  fresh: FreshFixes,
  after: { readonly track: TrackState; readonly terminalAt: Instant | null; readonly retractions: number },
): LiveRow => ({
  shipmentId: group.shipmentId,
  revision: lastRevision(group.all, known?.revision ?? -1),
  updatedAt: newest(group, fresh, known),
  changed: lastPosition(group.all, known?.changed ?? 0n),
  retractions: after.retractions,
  terminalAt: after.terminalAt,
  scan: encodeTrack(after.track),
  ...location(after.track.live),
  customerLive: customerLive(after.track.live, after.terminalAt),
});
