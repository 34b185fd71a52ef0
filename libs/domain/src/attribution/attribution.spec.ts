import type { Identifier, Instant, Unit } from '@waybill/events';
import { type IdentifierState, initialIdentifier } from './identifier-state';
import { ask } from './known';
import { type Handling, passages } from './passages';
import { initialShipment, type ShipmentState } from './shipment-state';
import { targetsOf } from './targets';

const at = (minutes: number): Instant => (1_700_000_000_000 + minutes * 60_000) as Instant;
const vehicle: Unit = { scheme: 'vehicle', value: 'V' };
const other: Unit = { scheme: 'vehicle', value: 'W' };
const container: Unit = { scheme: 'container', value: 'C' };
const device: Unit = { scheme: 'device', value: 'D' };
const handling = (kind: Handling['kind'], unit: Unit, minutes: number, revision: number): Handling => ({
  ...{ eventId: `${kind}${minutes}-${revision}`, kind, unit },
  ...{ at: at(minutes), revision },
});
const load = (unit: Unit, minutes: number, revision = minutes) => handling('load', unit, minutes, revision);
const unload = (unit: Unit, minutes: number) => handling('unload', unit, minutes, minutes);

describe('passages', () => {
  it('last from load to unload, or to the load on another unit of the same scheme', () => {
    expect(passages([load(vehicle, 0), unload(vehicle, 10)])).toEqual([{ unit: vehicle, from: at(0), until: at(10) }]);
    expect(passages([load(vehicle, 0), load(other, 5), load(container, 2)])[0]).toEqual({ unit: vehicle, from: at(0), until: at(5) });
    expect(passages([unload(vehicle, 10), load(vehicle, 0)])[0]).toEqual({ unit: vehicle, from: at(0), until: at(10) });
  });

  it('are none when the unload undoes the load', () => {
    expect(passages([load(vehicle, 0), unload(vehicle, 0)])).toEqual([]);
  });

  it('of loads at one instant on units of one scheme, are that of the one recorded last, in whatever order they are looked at', () => {
    const [first, second, third] = [load(vehicle, 5, 1), load(other, 5, 2), load(vehicle, 5, 3)];
    for (const handlings of [
      [first, second],
      [second, first],
    ])
      expect(passages(handlings)).toEqual([{ unit: other, from: at(5), until: undefined }]);
    for (const handlings of [
      [first, second, third],
      [third, second, first],
    ])
      expect(passages(handlings)).toEqual([{ unit: vehicle, from: at(5), until: undefined }]);
    expect(passages([load(container, 5, 1), load(vehicle, 5, 2)])).toHaveLength(2);
  });
});

describe('targets of a report', () => {
  const world = (names: readonly IdentifierState[], shipments: Readonly<Record<string, ShipmentState>>) => ({
    identifier: (wanted: Identifier) =>
      names.find(({ identifier }) => identifier.scheme === wanted.scheme && identifier.value === wanted.value) ?? initialIdentifier(wanted),
    shipment: (id: string) => shipments[id] ?? initialShipment,
  });
  const registered: ShipmentState = { ...initialShipment, registered: true };
  const holding = (shipmentId: string, from?: Instant, until?: Instant) => ({ shipmentId, commandId: 'c', recordedAt: at(0), from, until });

  it('are whoever holds the name at that time', () => {
    const booking: Identifier = { scheme: 'booking', value: 'B' };
    const state = { ...initialIdentifier(booking), holdings: [holding('S1', undefined, at(10)), holding('S2', at(10))] };
    const known = world([state], { S1: registered, S2: registered });
    expect(targetsOf(booking, at(9), known)).toEqual(['S1']);
    expect(targetsOf(booking, at(10), known)).toEqual(['S2']);
  });

  it('are not shipments that were never registered', () => {
    const booking: Identifier = { scheme: 'booking', value: 'B' };
    const known = world([{ ...initialIdentifier(booking), holdings: [holding('S1')] }], {});
    expect(targetsOf(booking, at(9), known)).toEqual([]);
  });

  it('are the shipments aboard, until their end and including it', () => {
    const milestone = {
      eventId: 'm',
      milestone: 'DELIVERED',
      classifier: 'ACT',
      time: at(20),
      recordedTime: at(20),
      source: 's',
      id: '1',
    } as const;
    const aboard = { ...registered, handlings: [load(vehicle, 0)], milestones: [milestone] };
    const known = world([{ ...initialIdentifier(vehicle), shipments: ['S1'] }], { S1: aboard });
    expect(targetsOf(vehicle, at(20), known)).toEqual(['S1']);
    expect(targetsOf(vehicle, at(20) + 1, known)).toEqual([]);
    expect(targetsOf(vehicle, at(0) - 1, known)).toEqual([]);
  });

  it('reach through nested units, and from a device to what it is mounted on', () => {
    const inContainer = { ...registered, handlings: [load(container, 0)] };
    const names = [
      { ...initialIdentifier(vehicle), units: [container, device] },
      { ...initialIdentifier(container), shipments: ['S1'], handlings: [load(vehicle, 5)] },
      { ...initialIdentifier(device), handlings: [load(vehicle, 5)] },
    ];
    const known = world(names, { S1: inContainer });
    expect(targetsOf(vehicle, at(6), known)).toEqual(['S1']);
    expect(targetsOf(device, at(6), known)).toEqual(['S1']);
    expect(targetsOf(device, at(4), known)).toEqual([]);
    expect(targetsOf(container, at(1), known)).toEqual(['S1']);
  });

  it('of two loads at one instant, are aboard the unit of the later one: shipments, containers and devices', () => {
    const [first, second] = [load(vehicle, 5, 1), load(other, 5, 2)];
    const aboard = { ...registered, handlings: [first, second] };
    const both = (carried: Partial<IdentifierState>) => [vehicle, other].map((unit) => ({ ...initialIdentifier(unit), ...carried }));
    const reached = (known: ReturnType<typeof world>) => [vehicle, other].map((unit) => targetsOf(unit, at(6), known));
    expect(reached(world(both({ shipments: ['S1'] }), { S1: aboard }))).toEqual([[], ['S1']]);
    const box = { ...initialIdentifier(container), shipments: ['S1'], handlings: [first, second] };
    const inContainer = { ...registered, handlings: [load(container, 0)] };
    expect(reached(world([...both({ units: [container] }), box], { S1: inContainer }))).toEqual([[], ['S1']]);
    const mounted = { ...initialIdentifier(device), handlings: [first, second] };
    const onEach = world([mounted, ...both({}).map((unit, n) => ({ ...unit, shipments: [`S${n}`] }))], {
      S0: { ...registered, handlings: [load(vehicle, 0)] },
      S1: { ...registered, handlings: [load(other, 0)] },
    });
    expect(targetsOf(device, at(6), onEach)).toEqual(['S1']);
  });

  it('name what has to be loaded first', () => {
    const known = { identifier: () => undefined, shipment: () => undefined };
    const asked = (identifier: Identifier) => ask(known, (streams) => targetsOf(identifier, at(0), streams));
    expect(asked(vehicle)).toEqual({ missing: { shipmentIds: [], identifiers: [vehicle] } });
    expect(asked({ scheme: 'shipment', value: 'S' })).toEqual({ missing: { shipmentIds: ['S'], identifiers: [] } });
  });

  it('end on cycles', () => {
    const names = [
      { ...initialIdentifier(vehicle), units: [container], handlings: [load(container, 0)] },
      { ...initialIdentifier(container), units: [vehicle], handlings: [load(vehicle, 0)] },
    ];
    expect(targetsOf(vehicle, at(1), world(names, {}))).toEqual([]);
  });
});
