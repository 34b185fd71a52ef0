import { type Identifier, type Instant, later, type StoredEvent } from '@waybill/events';
import { isRejection } from '../decision';
import { given, givenOf } from '../decision-fixtures';
import type { Interval } from '../interval';
import { SHIPMENT, type ShipmentState } from '../shipments';
import { at, stored } from '../shipments/fixtures';
import { givenShipment, retracted, scanned } from '../shipments/shipment-fixtures';
import { type AssignIdentifier, assignIdentifier, releaseIdentifier, retractReport, undoAssignment } from './decisions';
import { IDENTIFIER, type IdentifierState } from './identifier';

const iso = (instant: Instant | undefined): string | undefined => (instant === undefined ? undefined : new Date(instant).toISOString());
const booking: Identifier = { scheme: 'booking', value: 'B' };
const live = givenShipment().state;
const ended = givenShipment(scanned('DELIVERED', 20)).state;

/** A hold that began at minute 0, by the clock of the log. */
const assigned = (shipmentId: string, { from, until }: Interval = {}) =>
  stored('dev.waybill.identifier-assigned.v1', 0, {
    ...{ identifier: booking, given: 'b', shipmentId, commandId: 'old' },
    ...{ from: iso(from), until: iso(until) },
  });
const givenName = (...events: readonly StoredEvent[]) => givenOf(IDENTIFIER, booking, ...events);
/** The shipment NEW wants the name, at minute 100. */
const assign =
  (others: Readonly<Record<string, ShipmentState | undefined>>, command: Partial<AssignIdentifier> = {}, now = at(100)) =>
  (state: IdentifierState) =>
    assignIdentifier(state, { shipmentId: 'NEW', commandId: 'c', given: 'b', ...command }, (id) => others[id], now);

const gets = (stretch: Interval = {}) =>
  [
    'identifier-assigned',
    { identifier: booking, given: 'b', shipmentId: 'NEW', commandId: 'c', from: iso(stretch.from), until: iso(stretch.until) },
  ] as const;
const gives = (shipmentId: string, until: Instant | undefined) =>
  ['identifier-released', { identifier: booking, shipmentId, commandId: 'old', until: iso(until) }] as const;

describe('assigning a name', () => {
  it('holds it in all past and future when no shipment held it before', () => givenName().when(assign({})).then([gets()]));

  it('is refused while another live shipment holds it at that time', () => {
    givenName(assigned('OLD'))
      .when(assign({ OLD: live }))
      .then('identifier-taken');
    givenName(assigned('OLD', { from: at(50) }))
      .when(assign({ OLD: live }, { until: at(60) }))
      .then('identifier-taken');
  });

  it('follows on an earlier holder', () => {
    const before = givenName(assigned('OLD', { until: at(10) }));
    before.when(assign({ OLD: live })).then([gets({ from: at(10) })]);
    before.when(assign({ OLD: live }, { from: at(30) })).then([gets({ from: at(30) })]);
  });

  it('takes it from a shipment that came to its end, from then on', () => {
    const after = later(at(20), 1);
    givenName(assigned('OLD'))
      .when(assign({ OLD: ended }))
      .then([gives('OLD', after), gets({ from: after })]);
    givenName(assigned('OLD'))
      .when(assign({ OLD: ended }, { from: at(10) }))
      .then('identifier-taken');
  });

  describe('leaves the instant of the end, and so the report that ended the journey, with the former holder', () => {
    /** The name as it is once the decision stands in its stream. */
    const decided = (old: Interval, command: Partial<AssignIdentifier>) => {
      const { decision } = givenName(assigned('OLD', old)).when(assign({ OLD: ended }, command));
      const events = isRejection(decision) ? [] : decision.map(({ type, data }) => stored(type, 100, data));
      return givenName(assigned('OLD', old), ...events);
    };
    const after = later(at(20), 1);

    it.each<[string, Interval, Partial<AssignIdentifier>, unknown]>([
      [
        'without bounds',
        {},
        {},
        [
          ['OLD', undefined, after],
          ['NEW', after, undefined],
        ],
      ],
      [
        'when the next begins later',
        {},
        { from: at(30) },
        [
          ['OLD', undefined, after],
          ['NEW', at(30), undefined],
        ],
      ],
      [
        'when the next begins at that very instant',
        {},
        { from: at(20) },
        [
          ['OLD', undefined, after],
          ['NEW', after, undefined],
        ],
      ],
      [
        'when it was to hold until later',
        { until: at(40) },
        {},
        [
          ['OLD', undefined, after],
          ['NEW', after, undefined],
        ],
      ],
      [
        'when it was to hold until later, and the next begins then',
        { until: at(40) },
        { from: at(40) },
        [
          ['OLD', undefined, at(40)],
          ['NEW', at(40), undefined],
        ],
      ],
      [
        'when it had given it up before',
        { until: at(10) },
        {},
        [
          ['OLD', undefined, at(10)],
          ['NEW', at(10), undefined],
        ],
      ],
      ['when it was to hold from later only', { from: at(30) }, {}, [['NEW', undefined, undefined]]],
      [
        'when the next has had it before',
        { from: at(15) },
        { until: at(15) },
        [
          ['OLD', at(15), undefined],
          ['NEW', undefined, at(15)],
        ],
      ],
    ])('%s', (_, old, command, expected) => {
      expect(decided(old, command).state.holdings.map(({ shipmentId, from, until }) => [shipmentId, from, until])).toEqual(expected);
    });

    it('and asked for again is the same', () =>
      decided({}, { from: at(20) })
        .when(assign({ OLD: ended }, { from: at(20), commandId: 'again' }))
        .then([]));
  });

  it('does not take it from a shipment that is under way again', () => {
    const from = (...events: readonly StoredEvent[]) => givenName(assigned('OLD')).when(assign({ OLD: givenShipment(...events).state }));
    const after = later(at(20), 1);
    from(scanned('LOST', 20)).then([gives('OLD', after), gets({ from: after })]);
    from(scanned('LOST', 20), scanned('IN_TRANSIT', 30)).then('identifier-taken');
    from(scanned('DELIVERED', 20), scanned('RETURNING', 30)).then('identifier-taken');
  });

  it('takes no notice of an assignment that a crash left behind, after a minute', () => {
    const left = givenName(assigned('GHOST'));
    const { state: unregistered } = given(SHIPMENT);
    for (const others of [{}, { GHOST: unregistered }]) {
      left.when(assign(others, {}, at(0.5))).then('identifier-taken');
      left.when(assign(others, {}, at(2))).then([gives('GHOST', undefined), gets()]);
    }
  });

  it('is idempotent, and wants an interval that goes forward', () => {
    givenName(assigned('NEW')).when(assign({})).then([]);
    givenName()
      .when(assign({}, { from: at(5), until: at(5) }))
      .then('invalid-interval');
  });

  it('allows several holders one after the other in any order of registration', () =>
    givenName(assigned('OLD', { from: at(50) }))
      .when(assign({ OLD: live }, { until: at(50) }))
      .then([gets({ until: at(50) })]));
});

describe('releasing a name', () => {
  const release = (shipmentId: string, end?: Instant) => (state: IdentifierState) => releaseIdentifier(state, shipmentId, end, at(5));
  const until = (instant: Instant) => [['identifier-released', { identifier: booking, shipmentId: 'S', until: iso(instant) }]] as const;

  it('ends the hold, and only a hold that stands', () => {
    givenName(assigned('S'))
      .when(release('S'))
      .then(until(at(5)));
    givenName(assigned('S')).when(release('T')).then('identifier-not-held');
    givenName(assigned('S', { until: at(4) }))
      .when(release('S'))
      .then('identifier-not-held');
  });

  it('leaves the report that ended the journey with it, also one from a clock that runs ahead', () => {
    givenName(assigned('S'))
      .when(release('S', at(3)))
      .then(until(at(5)));
    givenName(assigned('S'))
      .when(release('S', at(8)))
      .then(until(later(at(8), 1)));
  });
});

describe('undoing an assignment', () => {
  it('takes back what that very command assigned', () => {
    const undo = (commandId: string) => (state: IdentifierState) => undoAssignment(state, 'S', commandId);
    givenName(assigned('S'))
      .when(undo('old'))
      .then([gives('S', undefined)]);
    givenName(assigned('S')).when(undo('another')).then([]);
    givenName(assigned('T')).when(undo('old')).then([]);
  });
});

describe('retracting a report about a name', () => {
  const retract = (isThere: boolean) => (state: IdentifierState) => retractReport(state, isThere, 'event:x', 'wrong');

  it('needs one that the stream holds, and happens once', () => {
    givenName().when(retract(false)).then('fact-not-found');
    givenName()
      .when(retract(true))
      .then([['fact-retracted', { eventId: 'event:x', reason: 'wrong' }]]);
    givenName(retracted('event:x')).when(retract(true)).then([]);
  });
});
