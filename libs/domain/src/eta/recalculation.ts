import {
  CLOCK_TOLERANCE_MS,
  ETA_TYPES,
  type EtaEnding,
  type EventType,
  etaStream,
  formatInstant,
  type Instant,
  isOneOf,
  type JsonOf,
  type NewEvent,
  type StoredEvent,
} from '@waybill/events';
import { type Deriver, derivedEvent } from '../derived-event';
import type { Fold } from '../fold';
import type { Cause } from './followed';
import type { EtaModel } from './model';
import type { Observed } from './observed';
import type { EtaPlan } from './plan';
import { expectationOf, isExpected, isNews, type Prediction, predictFrom } from './predict';

/** What was said last of a shipment. Plain JSON. */
export type Said =
  | ({ readonly kind: 'expected' } & Pick<Prediction, 'p10' | 'p50' | 'p90' | 'basis'>)
  | { readonly kind: 'ended'; readonly ending: EtaEnding; readonly arrivedAt?: Instant }
  | { readonly kind: 'nothing' };

/** The predictions of one shipment, as far as the next one depends on them. */
export interface ShipmentEta {
  readonly said: Said;
  /** How many events told of it. */
  readonly events: number;
}

function saidBy(event: StoredEvent): Said | undefined {
  if (!isOneOf(event, ETA_TYPES)) return undefined;
  switch (event.type) {
    case 'dev.waybill.eta-recalculated.v1': {
      const { p10, p50, p90, basis } = event.data;
      return { kind: 'expected', p10, p50, p90, basis };
    }
    case 'dev.waybill.eta-ended.v1':
      return { kind: 'ended', ending: event.data.ending, arrivedAt: event.data.arrivedAt };
    case 'dev.waybill.stream-erased.v1':
      return undefined;
  }
}

export const etaFold: Fold<ShipmentEta> = {
  initial: () => ({ said: { kind: 'nothing' }, events: 0 }),
  evolve(state, event) {
    const said = saidBy(event);
    return said ? { said, events: state.events + 1 } : state;
  },
};

/** What is to be said of a shipment. */
export type Outlook =
  | { readonly kind: 'expected'; readonly prediction: Prediction }
  | { readonly kind: 'ended'; readonly ending: EtaEnding; readonly arrivedAt?: Instant };

const MINUTE_MS = 60_000;
/** What it is reckoned by has passed, or is where it was seen, and nothing has been heard of it for so long: then nothing is known any more. */
const LOST_AFTER_MS = 24 * 60 * MINUTE_MS;

/** When something of it was heard last, or was to be. */
const lastSign = ({ newest }: Observed, { watch }: EtaPlan, asOf: Instant): Instant => newest ?? watch.plannedArrival ?? asOf;

function isLost(prediction: Prediction, observed: Observed, plan: EtaPlan, asOf: Instant): boolean {
  const { basis, baselines } = prediction;
  const tellsNothing = basis === 'moving' || (baselines[basis] ?? asOf) - asOf <= MINUTE_MS;
  return tellsNothing && asOf - lastSign(observed, plan, asOf) > LOST_AFTER_MS;
}

/** When a shipment is expected, or why it is not, by what was observed of it. */
export function outlookOf(observed: Observed, plan: EtaPlan, model: EtaModel, asOf: Instant): Outlook {
  const prediction = predictFrom(observed, plan, model, asOf);
  if (prediction && !isLost(prediction, observed, plan, asOf)) return { kind: 'expected', prediction };
  const { kind } = expectationOf(observed, prediction);
  const { arrivedAt } = observed.arriving;
  if (kind === 'arrived') return { kind: 'ended', ending: kind, arrivedAt };
  return { kind: 'ended', ending: kind === 'not-coming' ? kind : 'unknown' };
}

/** Why and when it is asked what to say of a shipment. */
export interface Occasion {
  readonly shipmentId: string;
  readonly cause: Cause;
  /** No event asks, but the time that has gone by. */
  readonly byClock: boolean;
  /** Its time has come because events passed that were not looked at when they came. */
  readonly missed?: boolean;
  readonly asOf: Instant;
}

const ETA: Deriver = { source: 'urn:waybill:eta', streamOf: etaStream };

const told = <T extends EventType>(type: T, data: JsonOf<T>, id: string, { shipmentId, asOf }: Occasion): NewEvent<T> =>
  derivedEvent(ETA, { type, id, data, time: asOf }, shipmentId, asOf);

const previousOf = (said: Said): { readonly previous?: string } => (said.kind === 'expected' ? { previous: formatInstant(said.p50) } : {});

const baselinesIn = ({ baselines }: Prediction) =>
  Object.fromEntries(Object.entries(baselines).map(([basis, at]) => [basis, formatInstant(at)]));

function recalculated(prediction: Prediction, said: Said): Omit<JsonOf<'dev.waybill.eta-recalculated.v1'>, 'cause' | 'late'> {
  const { p10, p50, p90, basis, reasons, modelVersion, hoursOut } = prediction;
  const [first, middle, last] = [formatInstant(p10), formatInstant(p50), formatInstant(p90)];
  const baselines = baselinesIn(prediction);
  return { p10: first, p50: middle, p90: last, ...previousOf(said), basis, baselines, reasons: [...reasons], modelVersion, hoursOut };
}

const saysTheSame = (said: Said, { ending, arrivedAt }: Extract<Outlook, { kind: 'ended' }>): boolean =>
  said.kind === 'nothing' || (said.kind === 'ended' && said.ending === ending && said.arrivedAt === arrivedAt);

/**
 * The event that says when a shipment is expected now, or that it no longer is; undefined when what was said last still does. The id of one
 * that an event brought about is that event's: the same cause never predicts twice.
 */
export function recalculation({ said, events }: ShipmentEta, outlook: Outlook, occasion: Occasion): NewEvent | undefined {
  const { cause, byClock, missed = false, asOf } = occasion;
  const id = byClock ? `clock/${events}` : cause.eventId;
  const because = { cause: cause.eventId, late: (missed || !byClock) && asOf - cause.recordedTime > CLOCK_TOLERANCE_MS };
  if (outlook.kind === 'expected') {
    const { prediction } = outlook;
    if (said.kind === 'expected' && !isNews(said, prediction, asOf)) return undefined;
    return told('dev.waybill.eta-recalculated.v1', { ...recalculated(prediction, said), ...because }, id, occasion);
  }
  if (saysTheSame(said, outlook)) return undefined;
  const { ending, arrivedAt } = outlook;
  const arrived = arrivedAt === undefined ? {} : { arrivedAt: formatInstant(arrivedAt) };
  return told('dev.waybill.eta-ended.v1', { ending, ...arrived, ...previousOf(said), ...because }, id, occasion);
}

const LEAST_PAUSE_MS = 5 * MINUTE_MS;
const MOST_PAUSE_MS = 24 * 60 * MINUTE_MS;
/** What is left changes by less than this until it is looked at again, and so does how long nothing was heard by half. */
const [LEFT_SHARE, SILENCE_SHARE] = [0.05, 0.5];

/** When to look at a shipment again if nothing is heard of it until then; undefined when only something new can change what is said. */
export function nextLook(outlook: Outlook, observed: Observed, plan: EtaPlan, asOf: Instant): Instant | undefined {
  if (outlook.kind === 'ended') return undefined;
  const silence = asOf - lastSign(observed, plan, asOf);
  const pause = Math.max(LEAST_PAUSE_MS, LEFT_SHARE * (outlook.prediction.p50 - asOf), SILENCE_SHARE * silence);
  return Math.round(asOf + Math.min(MOST_PAUSE_MS, pause)) as Instant;
}

/** A cause after which a shipment was looked at, and when it was expected then. */
export interface Looked extends Cause {
  readonly expected?: Instant;
}

/**
 * Movement is looked at no more often than this by its own time, in milliseconds, nor than a share of what was left: what is said again
 * differs by more than twice that share. What stands is looked at by the clock.
 */
const MOVEMENT_EVERY_MS = MINUTE_MS;
const MOVEMENT_SHARE = 0.02;
const MOVEMENT_WITHIN_MS = 10 * MINUTE_MS;

/** Whether a cause is worth a look when another one was looked at before. */
export function isWorthALook(cause: Cause, looked: Looked | undefined): boolean {
  if (!looked || !cause.isMovement || !looked.isMovement) return true;
  const left = (looked.expected ?? looked.time) - looked.time;
  return cause.time - looked.time >= Math.max(MOVEMENT_EVERY_MS, Math.min(MOVEMENT_SHARE * left, MOVEMENT_WITHIN_MS));
}

/**
 * What was long past when it came, and what else is known is as old: more of it follows, so it is looked at a little later. What shows that
 * nothing is expected any more is looked at at once: a shipment ends once, and has not to look expected until then.
 */
export function isHistory({ time, recordedTime }: Cause, observed: Observed, asOf: Instant): boolean {
  const { newest } = observed;
  const isOld = recordedTime - time > CLOCK_TOLERANCE_MS && newest !== undefined && asOf - newest > CLOCK_TOLERANCE_MS;
  return isOld && isExpected(observed);
}
