import { asRead, type EventType, formatInstant, type JsonOf, type NewEvent, type StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { arrivalTarget } from '../arrivals';
import { detectionFactOf } from '../exceptions';
import { minute, plan } from '../exceptions/fixtures';
import { effectiveFacts } from '../shipments';
import { type Followed, follow, followedFrom, notFollowed } from './followed';

interface Happening {
  readonly type: EventType;
  readonly id: string;
  readonly data: object;
  /** Minutes. */
  readonly time: number;
  readonly recorded: number;
}

const position = (time: number, lag = 0): Happening => ({
  type: 'dev.waybill.position-reported.v1',
  id: `fix@${time}`,
  data: { latitude: 51.3 + time / 111, longitude: 9.48 },
  time,
  recorded: time + lag,
});
const scanned = (milestone: string, time: number, lag = 0): Happening => ({
  ...position(time, lag),
  type: 'dev.waybill.item-scanned.v1',
  id: milestone,
  data: { milestone },
});
const registered: Happening = {
  ...position(0),
  type: 'dev.waybill.shipment-registered.v1',
  id: 'registered',
  data: { shipmentId: 'S1', identifiers: [], ...plan },
};
const retracted = (eventId: string, time: number): Happening => ({
  ...position(time),
  type: 'dev.waybill.fact-retracted.v1',
  id: `retracted ${eventId}`,
  data: { eventId, reason: 'wrong' },
});

/** A shipment's stream, in the order in which things came. */
const streamOf = (happenings: readonly Happening[]): StoredEvent[] =>
  happenings.map(({ type, id, data, time, recorded }, revision) => {
    const [at, recordedtime] = [formatInstant(minute(time)), formatInstant(minute(recorded))];
    const metadata = { specversion: '1.0' as const, id, source: 'urn:test', subject: 'shipment:S1', time: at, recordedtime };
    const event = { eventId: id, type, data: data as JsonOf<EventType>, metadata } as unknown as NewEvent;
    return asRead(event, { stream: 'shipment-S1', revision, position: BigInt(revision), preparePosition: BigInt(revision) });
  });

/** What a fresh start would make of a stream. */
function anew(events: readonly StoredEvent[]): Followed {
  const { events: counting, retractedBy } = effectiveFacts(events);
  const stream = {
    plan: { shipmentId: 'S1', ...plan } as never,
    facts: counting.flatMap((event) => detectionFactOf(event) ?? []),
    retracted: new Set(retractedBy.keys()),
    revision: events.length - 1,
  };
  const steps = followedFrom(stream, arrivalTarget);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const shown = ({ observed }: Followed) => JSON.parse(JSON.stringify(observed));
const inOrder = (events: readonly StoredEvent[]): Followed | undefined =>
  events.reduce<Followed | undefined>((followed, event) => followed && follow(followed, event, arrivalTarget), notFollowed);

describe('following a shipment', () => {
  const story = [registered, scanned('PICKED_UP', 1), ...Array.from({ length: 30 }, (_, i) => position(5 * i + 5))];

  it('comes to what a fresh start makes of its stream', () => {
    const events = streamOf(story);
    expect(shown(inOrder(events) as Followed)).toEqual(shown(anew(events)));
  });

  it('begins again for what comes before others, or is corrected', () => {
    expect(inOrder(streamOf([...story, position(7, 200)]))).toBeUndefined();
    expect(inOrder(streamOf([...story, retracted('fix@50', 200)]))).toBeUndefined();
  });

  it('remembers the newest cause by place in the log, whatever counts', () => {
    expect(inOrder(streamOf(story))?.cause).toMatchObject({ eventId: 'fix@150', isMovement: true });
    expect(inOrder(streamOf([...story, scanned('DEPARTED_HUB', 170)]))?.cause).toMatchObject({
      eventId: 'DEPARTED_HUB',
      isMovement: false,
    });
  });

  it('says the same of every order of arrival, or that it has to begin again', () => {
    const facts = [...story.slice(1), position(40, 3_000), position(4_000), scanned('ARRIVED_AT_HUB', 77, 5)];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        const events = streamOf([registered, ...shuffled]);
        const whole = shown(anew(events));
        expect(whole).toEqual(shown(anew(streamOf([registered, ...facts]))));
        const followed = inOrder(events);
        if (followed) expect(shown(followed)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    const timely = facts.toSorted((a, b) => a.recorded - b.recorded);
    const events = streamOf([registered, ...timely]);
    for (let length = 1; length <= events.length; length += 1) {
      const followed = inOrder(events.slice(0, length));
      if (followed) expect(shown(followed)).toEqual(shown(anew(events.slice(0, length))));
    }
  });
});
