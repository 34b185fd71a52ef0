import type { Detector } from '../detector';
import { late } from './late';
import { noMovement } from './no-movement';
import { noSignal } from './no-signal';
import { offRoute } from './off-route';

/** Each detector's state goes back to itself only, so the list need not know its type. */
const anyState = <S>(detector: Detector<S>): Detector<unknown> => detector as unknown as Detector<unknown>;

/** Every rule that a shipment is held against. */
export const DETECTORS: readonly Detector<unknown>[] = [anyState(noMovement), anyState(noSignal), anyState(offRoute), anyState(late)];
