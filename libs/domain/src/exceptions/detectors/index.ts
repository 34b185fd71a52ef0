import type { ExceptionRule } from '@waybill/events';
import type { Detector } from '../detector';
import { late } from './late';
import { noMovement } from './no-movement';
import { noSignal } from './no-signal';
import { notDeparted } from './not-departed';
import { offRoute } from './off-route';

/** Each detector's state goes back to itself only, so the list need not know its type. */
const anyState = <S>(detector: Detector<S>): Detector<unknown> => detector as unknown as Detector<unknown>;

/** A detector for every rule but that of geofences, which are not looked at shipment by shipment but fence by fence. */
const DETECTOR_OF: Readonly<Record<Exclude<ExceptionRule, 'geofence'>, Detector<unknown>>> = {
  'no-movement': anyState(noMovement),
  'no-signal': anyState(noSignal),
  'off-route': anyState(offRoute),
  'not-departed': anyState(notDeparted),
  late: anyState(late),
};
export const DETECTORS: readonly Detector<unknown>[] = Object.values(DETECTOR_OF);
