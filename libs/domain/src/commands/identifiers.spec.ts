import type { Identifier, Instant } from '@waybill/events';
import {
  evolveIdentifier,
  type Holding,
  type IdentifierState,
  initialIdentifier,
  initialShipment,
  type ShipmentState,
} from '../attribution';
import { type Draft, isRejection } from '../decision';
import type { MilestoneFact } from '../shipments';
import { stored } from '../shipments/fixtures';
import { type AssignIdentifier, assignIdentifier, releaseIdentifier } from './identifiers';

const at = (minutes: number): Instant => (1_700_000_000_000 + minutes * 60_000) as Instant;
const iso = (minutes: number, milliseconds = 0): string => new Date(at(minutes) + milliseconds).toISOString();
const booking: Identifier = { scheme: 'booking', value: 'B' };
const live: ShipmentState = { ...initialShipment, registered: true };
const fact = (milestone: MilestoneFact['milestone'], minutes: number): MilestoneFact => ({
  ...{ eventId: milestone, milestone, classifier: 'ACT', source: 's', id: milestone },
  ...{ time: at(minutes), recordedTime: at(minutes) },
});
const ended: ShipmentState = { ...live, milestones: [fact('DELIVERED', 20)] };
const holding = (shipmentId: string, rest: Partial<Holding> = {}): Holding => ({
  shipmentId,
  commandId: 'old',
  recordedAt: at(0),
  ...rest,
});
const assign = (holdings: Holding[], others: Record<string, ShipmentState>, command: Partial<AssignIdentifier> = {}, now = at(100)) =>
  assignIdentifier(
    { ...initialIdentifier(booking), holdings },
    { shipmentId: 'NEW', commandId: 'c', given: 'b', ...command },
    (id) => others[id],
    now,
  );
/** The holds once a decision stands in the stream of the name. */
const fold = (holdings: Holding[], decision: readonly Draft[]): Holding[] => [
  ...decision.reduce((state, { type, data }) => evolveIdentifier(state, stored(type, 100, data)), {
    ...initialIdentifier(booking),
    holdings,
  } as IdentifierState).holdings,
];
const types = (decision: ReturnType<typeof assign>) =>
  isRejection(decision) ? decision.rejected : decision.map(({ type, data }) => [type.split('.')[2], data]);

describe('assigning a name', () => {
  it('holds it in all past and future when nobody ever did', () => {
    expect(types(assign([], {}))).toEqual([
      ['identifier-assigned', { identifier: booking, given: 'b', shipmentId: 'NEW', commandId: 'c' }],
    ]);
  });

  it('is refused while another live shipment holds it at that time', () => {
    expect(types(assign([holding('OLD')], { OLD: live }))).toBe('identifier-taken');
    expect(types(assign([holding('OLD', { from: at(50) })], { OLD: live }, { until: at(60) }))).toBe('identifier-taken');
  });

  it('follows on an earlier holder', () => {
    expect(types(assign([holding('OLD', { until: at(10) })], { OLD: live }))).toMatchObject([['identifier-assigned', { from: iso(10) }]]);
    expect(types(assign([holding('OLD', { until: at(10) })], { OLD: live }, { from: at(30) }))).toMatchObject([
      ['identifier-assigned', { from: iso(30) }],
    ]);
  });

  it('takes it from a shipment that came to its end, from then on', () => {
    expect(types(assign([holding('OLD')], { OLD: ended }))).toMatchObject([
      ['identifier-released', { shipmentId: 'OLD', until: iso(20, 1) }],
      ['identifier-assigned', { shipmentId: 'NEW', from: iso(20, 1) }],
    ]);
    expect(types(assign([holding('OLD')], { OLD: ended }, { from: at(10) }))).toBe('identifier-taken');
  });

  describe('leaves the instant of the end, and so the report that ended the journey, with the former holder', () => {
    /** What each holds after the decision: [from, until) in minutes and milliseconds. */
    const held = (holdings: Holding[], command: Partial<AssignIdentifier>) => {
      const decision = assign(holdings, { OLD: ended }, command);
      return isRejection(decision)
        ? decision.rejected
        : fold(holdings, decision).map(({ shipmentId, from, until }) => [shipmentId, from, until]);
    };
    const after = (at(20) + 1) as Instant;

    it.each<[string, Partial<Holding>, Partial<AssignIdentifier>, unknown]>([
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
      expect(held([holding('OLD', old)], command)).toEqual(expected);
    });

    it('and asked for again is the same', () => {
      const [first, second] = [{ from: at(20) }, { from: at(20), commandId: 'again' }];
      const holdings = [holding('OLD')];
      const decision = assign(holdings, { OLD: ended }, first);
      expect(assign(fold(holdings, decision as readonly Draft[]), { OLD: ended }, second)).toEqual([]);
    });
  });

  it('does not take it from a shipment that is under way again', () => {
    const found = fact('IN_TRANSIT', 30);
    expect(types(assign([holding('OLD')], { OLD: { ...live, milestones: [fact('LOST', 20)] } }))).toHaveLength(2);
    expect(types(assign([holding('OLD')], { OLD: { ...live, milestones: [fact('LOST', 20), found] } }))).toBe('identifier-taken');
    expect(types(assign([holding('OLD')], { OLD: { ...ended, milestones: [...ended.milestones, fact('RETURNING', 30)] } }))).toBe(
      'identifier-taken',
    );
  });

  it('takes no notice of an assignment that a crash left behind, after a minute', () => {
    const left = [holding('GHOST', { recordedAt: at(0) })];
    expect(types(assign(left, {}, {}, at(0.5) as Instant))).toBe('identifier-taken');
    const decision = types(assign(left, {}, {}, at(2) as Instant));
    expect(decision).toMatchObject([
      ['identifier-released', { shipmentId: 'GHOST' }],
      ['identifier-assigned', {}],
    ]);
    expect((decision as [string, { until?: string; from?: string }][]).map(([, data]) => data.until ?? data.from)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is idempotent, and wants an interval that goes forward', () => {
    expect(assign([holding('NEW')], {})).toEqual([]);
    expect(types(assign([], {}, { from: at(5), until: at(5) }))).toBe('invalid-interval');
  });

  it('allows several holders one after the other in any order of registration', () => {
    const later = assign([holding('OLD', { from: at(50) })], { OLD: live }, { until: at(50) });
    expect(types(later)).toMatchObject([['identifier-assigned', { until: iso(50) }]]);
  });
});

describe('releasing a name', () => {
  it('ends the hold, and only a hold that stands', () => {
    const state = { ...initialIdentifier(booking), holdings: [holding('S')] };
    expect(releaseIdentifier(state, 'S', undefined, at(5))).toMatchObject([{ data: { shipmentId: 'S', until: iso(5) } }]);
    expect(releaseIdentifier(state, 'T', undefined, at(5))).toMatchObject({ rejected: 'identifier-not-held' });
  });

  it('leaves the report that ended the journey with it, also one from a clock that runs ahead', () => {
    const state = { ...initialIdentifier(booking), holdings: [holding('S')] };
    expect(releaseIdentifier(state, 'S', at(3), at(5))).toMatchObject([{ data: { until: iso(5) } }]);
    expect(releaseIdentifier(state, 'S', at(8), at(5))).toMatchObject([{ data: { until: iso(8, 1) } }]);
  });
});
