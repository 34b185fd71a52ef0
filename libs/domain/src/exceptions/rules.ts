import { parseDuration, type ShipmentPlan } from '@waybill/events';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After how many fixes, or after how long, a fix on the other side is believed: whichever comes first, and never a fix alone. */
export interface Confirmation {
  readonly fixes: number;
  readonly seconds: number;
}

/** When a shipment becomes an exception. Durations in milliseconds, distances in metres. */
export interface DetectionRules {
  /** Goes up with every change of a rule or of its defaults. */
  readonly version: number;
  /** Fixes closer than this to where the shipment stands are no movement. */
  readonly movementRadiusMetres: number;
  readonly noMovementAfterMs: number;
  /** Silence of a shipment whose positions we get, and of one that is only scanned. */
  readonly noSignalAfterMs: { readonly withPositions: number; readonly scansOnly: number };
  /** How far from its planned route a shipment may be. */
  readonly corridorMetres: number;
  /** How long after its planned departure a shipment may still be where it is. */
  readonly departureOverdueAfterMs: number;
  /** How far behind the planned arrival an estimate may be. */
  readonly etaLateAfterMs: number;
  readonly confirm: Confirmation;
  /** How close to a place of the plan counts as being there. */
  readonly placeRadiusMetres: number;
  /** An exception stays open at least so long from its raising; what comes back until then is the same one. */
  readonly minHoldMs: number;
  /** More changes than this within the time: one flapping exception, open until it is quieter. */
  readonly flapping: { readonly changes: number; readonly withinMs: number };
}

/** How exceptions are kept from flapping (promise P18). */
export type Damping = Pick<DetectionRules, 'minHoldMs' | 'flapping'>;

export const DEFAULT_RULES: DetectionRules = {
  version: 2,
  movementRadiusMetres: 200,
  noMovementAfterMs: 2 * HOUR_MS,
  noSignalAfterMs: { withPositions: HOUR_MS, scansOnly: 24 * HOUR_MS },
  corridorMetres: 5_000,
  departureOverdueAfterMs: 30 * MINUTE_MS,
  etaLateAfterMs: 30 * MINUTE_MS,
  confirm: { fixes: 2, seconds: 120 },
  placeRadiusMetres: 500,
  minHoldMs: 10 * MINUTE_MS,
  flapping: { changes: 6, withinMs: HOUR_MS },
};

/** Modes whose devices send often enough for the short silence; the others are out of reach for hours. */
const sendsOften = (mode: ShipmentPlan['mode']): boolean => mode === undefined || mode === 'road';

/** The rules of one shipment: the defaults, its mode, and what it was registered with. */
export function rulesFor({ mode, rules }: Pick<ShipmentPlan, 'mode' | 'rules'>, defaults: DetectionRules = DEFAULT_RULES): DetectionRules {
  const { withPositions, scansOnly } = defaults.noSignalAfterMs;
  const own = rules?.noSignalAfter === undefined ? undefined : parseDuration(rules.noSignalAfter);
  const noMovementAfter = rules?.noMovementAfter === undefined ? undefined : parseDuration(rules.noMovementAfter);
  const overdueAfter = rules?.departureOverdueAfter === undefined ? undefined : parseDuration(rules.departureOverdueAfter);
  return {
    ...defaults,
    noMovementAfterMs: noMovementAfter ?? defaults.noMovementAfterMs,
    noSignalAfterMs: { withPositions: own ?? (sendsOften(mode) ? withPositions : scansOnly), scansOnly: own ?? scansOnly },
    departureOverdueAfterMs: overdueAfter ?? defaults.departureOverdueAfterMs,
    corridorMetres: rules?.corridorMetres ?? defaults.corridorMetres,
  };
}
