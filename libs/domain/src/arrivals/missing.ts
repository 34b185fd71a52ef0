import { arrivalsStream, type EventType, formatInstant, type Instant, type JsonOf, type NewEvent } from '@waybill/events';
import { type Deriver, derivedEvent } from '../derived-event';
import type { Site } from '../sites';
import { type Expectation, stepApproach } from './approach';
import { momentKey, type ShipmentArrivals, type VisitEventType } from './shipment-arrivals';
import { isAtEnd, type Visit, type Visiting, type VisitMoment } from './visits';

/** When a shipment is expected, and the prediction that says so. */
export interface ExpectedArrival {
  readonly p10: Instant;
  readonly p50: Instant;
  readonly p90: Instant;
  /** Stored id of the prediction. */
  readonly cause: string;
}

type Named = Pick<Site, 'siteId' | 'name'>;

/** What is known of a shipment and its site as of a time. */
export interface ArrivalsSeen {
  readonly shipmentId: string;
  /** The site that its destination belongs to, and why; undefined when there is none. */
  readonly bound?: { readonly site: Named & Pick<Site, 'leadTimeMs'>; readonly by: 'plan' | 'place' };
  /** The one that was said to be it before. */
  readonly former?: Named;
  readonly visits: readonly Visit[];
  readonly expectation: Exclude<Expectation, { kind: 'expected' }> | ({ readonly kind: 'expected' } & ExpectedArrival);
  readonly asOf: Instant;
}

/** What is expected of a shipment on its way, by what its facts show and what was predicted last. */
export function expectationBy(visiting: Visiting, predicted: ExpectedArrival | undefined): ArrivalsSeen['expectation'] {
  if (visiting.arrived) return { kind: 'arrived' };
  if (isAtEnd(visiting) || visiting.status === 'RETURNING') return { kind: 'not-coming' };
  return predicted ? { kind: 'expected', ...predicted } : { kind: 'unknown' };
}

const ARRIVALS: Deriver = { source: 'urn:waybill:arrivals', streamOf: arrivalsStream };

const arrivalEvent = <T extends EventType>(type: T, id: string, data: JsonOf<T>, time: Instant, seen: ArrivalsSeen): NewEvent =>
  derivedEvent(ARRIVALS, { type, id, data, time }, seen.shipmentId, seen.asOf);

const named = ({ siteId, name }: Named): Named => ({ siteId, name });

/** That it belongs to another site now; one that was announced at the former one is not to be waited for there. */
function rebinding({ siteId, bindings, approach }: ShipmentArrivals, seen: ArrivalsSeen): NewEvent[] {
  const { bound, former, asOf } = seen;
  if (bound?.site.siteId === siteId) return [];
  const data = bound ? { siteId: bound.site.siteId, by: bound.by } : {};
  const event = arrivalEvent('dev.waybill.destination-bound.v1', `bound/${bindings + 1}`, data, asOf, seen);
  if (approach.state !== 'soon' || !former) return [event];
  const withdrawal = { ...named(former), announcement: approach.announced, reason: 'other-site' as const };
  return [arrivalEvent('dev.waybill.arrival-withdrawn.v1', `withdrawn/${approach.announced}`, withdrawal, asOf, seen), event];
}

interface Shown {
  readonly type: VisitEventType;
  readonly site: Named;
  readonly moment: VisitMoment;
}

/** Every arrival and departure that facts show, by what makes it this one. */
function shownMoments({ bound, visits }: ArrivalsSeen): Map<string, Shown> {
  if (!bound) return new Map();
  const site = named(bound.site);
  const all = visits.flatMap(({ arrival, departure }): Shown[] => [
    { type: 'dev.waybill.arrived-at-site.v1', site, moment: arrival },
    ...(departure ? [{ type: 'dev.waybill.left-site.v1' as const, site, moment: departure }] : []),
  ]);
  return new Map(all.map((one) => [momentKey(one.type, site.siteId, formatInstant(one.moment.time), one.moment.eventIds), one]));
}

/** What was told and is shown no more, then what is shown and was not told. */
function moments(state: ShipmentArrivals, seen: ArrivalsSeen): NewEvent[] {
  const shown = shownMoments(seen);
  const gone = Object.entries(state.moments).filter(([key, { retracted }]) => !retracted && !shown.has(key));
  const fresh = [...shown].filter(([key]) => state.moments[key]?.retracted ?? true);
  const reason = 'late or corrected facts show another way';
  return [
    ...gone.map(([key, { eventId, times }]) =>
      arrivalEvent('dev.waybill.site-visit-retracted.v1', `${key}/${times}/retracted`, { eventId, reason }, seen.asOf, seen),
    ),
    ...fresh.map(
      ([
        key,
        {
          type,
          site,
          moment: { time, eventIds, ...moment },
        },
      ]) =>
        arrivalEvent(type, `${key}/${(state.moments[key]?.times ?? 0) + 1}`, { ...site, ...moment, eventIds: [...eventIds] }, time, seen),
    ),
  ];
}

const windowOf = ({ p10, p50, p90, cause }: ExpectedArrival) => ({
  p10: formatInstant(p10),
  p50: formatInstant(p50),
  p90: formatInstant(p90),
  cause,
});

/** That it will be there soon, or not after all. */
function announcements({ siteId, approach: before }: ShipmentArrivals, seen: ArrivalsSeen): NewEvent[] {
  const { bound, expectation, asOf } = seen;
  if (!bound) return [];
  const { site } = bound;
  // An announcement at another site was withdrawn with the binding.
  const approach = siteId === site.siteId || before.state !== 'soon' ? before : { ...before, state: 'away' as const };
  const step = stepApproach(approach, expectation, site.leadTimeMs, asOf);
  const { announced: announcement } = step.approach;
  switch (step.change) {
    case undefined:
      return [];
    case 'arriving-soon': {
      if (expectation.kind !== 'expected') return [];
      const data = { ...named(site), announcement, ...windowOf(expectation) };
      return [arrivalEvent('dev.waybill.arriving-soon.v1', `soon/${announcement}`, data, asOf, seen)];
    }
    case 'withdrawn': {
      const p50 = expectation.kind === 'expected' ? { p50: formatInstant(expectation.p50) } : {};
      const reason = expectation.kind === 'expected' ? ('later' as const) : ('not-coming' as const);
      const data = { ...named(site), announcement, reason, ...p50 };
      return [arrivalEvent('dev.waybill.arrival-withdrawn.v1', `withdrawn/${announcement}`, data, asOf, seen)];
    }
  }
}

/**
 * The events that bring what was said of a shipment and its site to what is known now. Deriving them again gives the same ids; once they are
 * told, nothing is missing.
 */
export const missingArrivals = (state: ShipmentArrivals, seen: ArrivalsSeen): NewEvent[] => [
  ...rebinding(state, seen),
  ...moments(state, seen),
  ...announcements(state, seen),
];
