import { type Instant, itemAt } from '@waybill/events';
import Flatbush from 'flatbush';
import { appliesTo, type FencedShipment, type Geofence, type GeofenceVersion, versionAt } from './geofence';
import { type Box, boxOf, type Located, nearestLongitude, piecesOf } from './plane';

/** Fences to match fixes against, found by where they are. Made anew when a fence changes: 10,000 of them take some milliseconds. */
export interface FenceIndex {
  /** Ids of the fences that the straight way between two places may touch, in any of their versions. */
  along(from: Located, to: Located): ReadonlySet<string>;
  /** The version of a fence that is in effect at a time for a shipment. */
  at(geofenceId: string, time: Instant, shipment: FencedShipment): GeofenceVersion | undefined;
  /** One version by its name. */
  version(geofenceId: string, revision: number): GeofenceVersion | undefined;
  /** Fences that a shipment has to be inside of at some time: those are to be looked at even when it never came near. */
  demanding(shipment: FencedShipment): readonly Geofence[];
}

function treeOf(boxes: readonly Box[]): (box: Box) => readonly number[] {
  // Flatbush does not build a tree of nothing.
  if (boxes.length === 0) return () => [];
  const tree = new Flatbush(boxes.length);
  for (const box of boxes) tree.add(...box);
  tree.finish();
  return (box) => tree.search(...box);
}

export function indexFences(fences: Iterable<Geofence>): FenceIndex {
  const byId = new Map(Array.from(fences, (fence) => [fence.geofenceId, fence]));
  const pieces = [...byId.values()].flatMap(({ geofenceId, versions }) =>
    versions.flatMap(({ area }) => piecesOf(area.box).map((box) => ({ geofenceId, box }))),
  );
  const search = treeOf(pieces.map(({ box }) => box));
  const demanding = [...byId.values()].filter(({ versions }) => versions.some(({ rule }) => rule === 'must-be-inside'));
  return {
    along: (from, to) => {
      const end = nearestLongitude(to.longitude, from.longitude);
      const box = boxOf([
        [from.longitude, from.latitude],
        [end, to.latitude],
      ]);
      return new Set(piecesOf(box).flatMap((piece) => search(piece).map((i) => itemAt(pieces, i).geofenceId)));
    },
    at: (geofenceId, time, shipment) => {
      const version = versionAt(byId.get(geofenceId)?.versions ?? [], time);
      return version && appliesTo(version.appliesTo, shipment) ? version : undefined;
    },
    version: (geofenceId, revision) => byId.get(geofenceId)?.versions.find((one) => one.revision === revision),
    demanding: (shipment) => demanding.filter(({ versions }) => versions.some((version) => appliesTo(version.appliesTo, shipment))),
  };
}
