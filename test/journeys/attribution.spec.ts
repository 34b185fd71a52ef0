import { randomUUID } from 'node:crypto';
import { AppendTooLarge } from '@waybill/event-store';
import { shipmentStream, storedEventId, type Unit } from '@waybill/events';
import type { GivenIdentifier } from '@waybill/tracking';
import { at, context, place, report, scan, writeSide } from './write-side';

jest.setTimeout(30_000);

/** Which reports count for which shipments, with the real store. */
const { log, tracking, anotherTracking, counting, reportsOf, register, settle, settleAfresh } = writeSide();

describe('names', () => {
  it('park reports until a shipment is registered under the name, and bring them to it', async () => {
    const number = `DHL/${randomUUID().toUpperCase()}`;
    const parked = await tracking().takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')]);
    expect(parked.outcomes).toEqual([{ outcome: 'parked', shipmentIds: [] }]);
    expect((await tracking().takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')])).outcomes[0]?.outcome).toBe('duplicate');
    const shipmentId = await register([{ scheme: 'tracking-number', value: number }]);
    await settle();
    expect(await counting(shipmentId)).toEqual(['early']);
    const again = await tracking().takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')]);
    expect(again.outcomes).toEqual([{ outcome: 'duplicate', shipmentIds: [shipmentId] }]);
    expect(await reportsOf(shipmentId)).toHaveLength(1);
  });

  it('park reports on a shipment that is registered later', async () => {
    const shipmentId = `S-${randomUUID()}`;
    expect((await tracking().takeIn([report(`shipment:${shipmentId}`, 1, 'first')])).outcomes[0]?.outcome).toBe('parked');
    await register([], shipmentId);
    await settle();
    expect(await counting(shipmentId)).toEqual(['first']);
  });

  it('are given to one shipment at a time; a refused registration takes none', async () => {
    const a = { scheme: 'booking', value: `A${randomUUID()}` };
    const b = { scheme: 'booking', value: `B${randomUUID()}` };
    const holder = await register([b]);
    const plan = { shipmentId: `S-${randomUUID()}`, identifiers: [a, b], origin: place, destination: place };
    expect(await tracking().register(plan, context(undefined, plan))).toMatchObject({ rejected: 'identifier-taken' });
    await register([a]);
    await tracking().deliver(holder, { at: at(5) }, context());
    const successor = await register([b]);
    const { outcomes } = await tracking().takeIn([
      scan(`booking:${b.value}`, 4, 'IN_TRANSIT'),
      scan(`booking:${b.value}`, 6, 'IN_TRANSIT'),
    ]);
    expect(outcomes.map(({ shipmentIds }) => shipmentIds)).toEqual([[holder], [successor]]);
  });

  it('are free again at once when a registration that took them fails', async () => {
    const names = [1, 2].map(() => ({ scheme: 'booking', value: randomUUID() }));
    const plan = { shipmentId: `S-${randomUUID()}`, identifiers: names, origin: place, destination: place };
    const large = { ...plan, reference: 'x'.repeat(1_100_000) };
    await expect(tracking().register(large, context(undefined, large))).rejects.toBeInstanceOf(AppendTooLarge);
    const successor = await register(names);
    const { outcomes } = await tracking().takeIn(names.map(({ value }) => scan(`booking:${value}`, 1, 'PICKED_UP')));
    expect(outcomes.map(({ shipmentIds }) => shipmentIds)).toEqual([[successor], [successor]]);
  });

  describe('keep the report that ended a journey with it when another one takes them', () => {
    const early = at(30);
    it.each<[string, string, Partial<GivenIdentifier>, Partial<GivenIdentifier>]>([
      ['by a tracking number', 'tracking-number', {}, {}],
      ['from a time on', 'tracking-number', {}, { from: early }],
      ['from the very time on', 'booking', {}, { from: at(10) }],
      ['while they were to be held until later', 'booking', { until: early }, {}],
      ['by a container', 'container', {}, {}],
    ])('%s', async (_, scheme, first, second) => {
      const value = `${scheme === 'tracking-number' ? 'DHL/' : ''}N${randomUUID()}`.toUpperCase();
      const former = await register([{ scheme, value, ...first }]);
      await tracking().takeIn([scan(`${scheme}:${value}`, 5, 'PICKED_UP', 'picked'), scan(`${scheme}:${value}`, 10, 'DELIVERED', 'end')]);
      const next = await register([{ scheme, value, ...second }]);
      await tracking().takeIn([
        scan(`${scheme}:${value}`, 10, 'AVAILABLE_FOR_PICKUP', 'same'),
        scan(`${scheme}:${value}`, 40, 'LOADED', 'next'),
      ]);
      await settle();
      expect([await counting(former), await counting(next)]).toEqual([['end', 'picked', 'same'], ['next']]);
    });

    it('when they are added to one that is registered', async () => {
      const name = { scheme: 'booking' as const, value: randomUUID() };
      const [former, next] = [await register([name]), await register()];
      await tracking().takeIn([scan(`booking:${name.value}`, 10, 'DELIVERED', 'end')]);
      expect(await tracking().assignIdentifier(next, name, context())).toHaveProperty('position');
      expect(await tracking().assignIdentifier(next, name, context())).toHaveProperty('position');
      await settle();
      expect([await counting(former), await counting(next)]).toEqual([['end'], []]);
    });
  });

  it('stay with a shipment that is under way again, also by what another process took in', async () => {
    const name = { scheme: 'booking', value: randomUUID() };
    const found = await register([name]);
    await tracking().takeIn([scan(`booking:${name.value}`, 5, 'LOST')]);
    const plan = { shipmentId: `S-${randomUUID()}`, identifiers: [name], origin: place, destination: place };
    await anotherTracking().takeIn([scan(`booking:${name.value}`, 6, 'IN_TRANSIT')]);
    expect(await tracking().register(plan, context(undefined, plan))).toMatchObject({ rejected: 'identifier-taken' });
    const { outcomes } = await tracking().takeIn([scan(`booking:${name.value}`, 7, 'ARRIVED_AT_HUB')]);
    expect(outcomes[0]?.shipmentIds).toEqual([found]);
  });

  it('move reports when the holder turns out to have been another', async () => {
    const booking = { scheme: 'booking' as const, value: `C${randomUUID()}`.toUpperCase() };
    const first = await register([booking]);
    await tracking().takeIn([
      scan(`booking:${booking.value}`, 1, 'PICKED_UP', 'one'),
      scan(`booking:${booking.value}`, 9, 'IN_TRANSIT', 'two'),
    ]);
    await tracking().takeIn([scan(`shipment:${first}`, 5, 'DELIVERED', 'end')]);
    const second = await register([booking]);
    await settle();
    expect(await counting(first)).toEqual(['end', 'one']);
    expect(await counting(second)).toEqual(['two']);
  });
});

describe('units', () => {
  const vehicle = (): Unit => ({ scheme: 'vehicle', value: `V${randomUUID()}` });

  it('give every report to the shipments aboard at that time', async () => {
    const unit = vehicle();
    const [a, b] = [await register(), await register()];
    await tracking().load(a, unit, at(0), context());
    await tracking().load(b, unit, at(10), context());
    await tracking().unload(a, unit, at(20), context());
    const { outcomes } = await tracking().takeIn([5, 15, 25].map((minute) => report(`vehicle:${unit.value}`, minute, `p${minute}`)));
    expect(outcomes.map(({ shipmentIds }) => [...shipmentIds].sort())).toEqual([[a], [a, b].sort(), [b]]);
    await settle();
    expect(await counting(a)).toEqual(['p15', 'p5']);
    expect(await counting(b)).toEqual(['p15', 'p25']);
  });

  it('bring what was reported before a load was known, and take back what a correction disproves', async () => {
    const unit = vehicle();
    const shipmentId = await register();
    await tracking().takeIn([1, 2, 3, 4].map((minute) => report(`vehicle:${unit.value}`, minute, `p${minute}`)));
    await tracking().load(shipmentId, unit, at(2), context());
    await settle();
    expect(await counting(shipmentId)).toEqual(['p2', 'p3', 'p4']);
    await tracking().unload(shipmentId, unit, at(4), context());
    await settle();
    expect(await counting(shipmentId)).toEqual(['p2', 'p3']);
  });

  it('give nothing to a shipment after its end, whatever the order of arrival', async () => {
    const unit = vehicle();
    const [a, b] = [await register(), await register()];
    for (const shipmentId of [a, b]) await tracking().load(shipmentId, unit, at(0), context());
    await tracking().takeIn([scan(`shipment:${a}`, 5, 'DELIVERED', 'end')]);
    await tracking().takeIn([report(`vehicle:${unit.value}`, 4, 'p4'), report(`vehicle:${unit.value}`, 6, 'p6')]);
    await tracking().takeIn([scan(`shipment:${b}`, 5, 'DELIVERED', 'end')]);
    await settle();
    expect(await counting(a)).toEqual(['end', 'p4']);
    expect(await counting(b)).toEqual(['end', 'p4']);
    const end = storedEventId('urn:test:carrier', 'end', shipmentStream(b));
    expect(await tracking().retractFact(b, end, 'wrong parcel', context())).toHaveProperty('position');
    await settle();
    expect(await counting(b)).toEqual(['p4', 'p6']);
  });

  it('give to a shipment that is under way again what they reported while it seemed to have ended', async () => {
    const unit = vehicle();
    const shipmentId = await register();
    await tracking().load(shipmentId, unit, at(0), context());
    await tracking().takeIn([scan(`shipment:${shipmentId}`, 5, 'LOST', 'lost')]);
    await tracking().takeIn([report(`vehicle:${unit.value}`, 6, 'p6')]);
    await settle();
    expect(await counting(shipmentId)).toEqual(['lost']);
    await tracking().takeIn([scan(`shipment:${shipmentId}`, 7, 'IN_TRANSIT', 'found')]);
    const { outcomes } = await tracking().takeIn([report(`vehicle:${unit.value}`, 8, 'p8')]);
    expect(outcomes[0]).toEqual({ outcome: 'appended', shipmentIds: [shipmentId] });
    await settle();
    expect(await counting(shipmentId)).toEqual(['found', 'lost', 'p6', 'p8']);
    expect(await tracking().load(shipmentId, vehicle(), at(9), context())).toHaveProperty('position');
    expect(await tracking().cancel(shipmentId, undefined, context())).toHaveProperty('position');
  });

  it('have the same facts count whatever the order in which loads, ends and reports come in', async () => {
    const steps: ((shipmentId: string, unit: Unit) => Promise<unknown>)[] = [
      (shipmentId, unit) => tracking().load(shipmentId, unit, at(0), context()),
      (shipmentId) => tracking().takeIn([scan(`shipment:${shipmentId}`, 4, 'DELIVERED', 'end')]),
      (shipmentId) => tracking().takeIn([scan(`shipment:${shipmentId}`, 6, 'RETURNING', 'back')]),
      (shipmentId) => tracking().takeIn([scan(`shipment:${shipmentId}`, 8, 'LOST', 'lost')]),
      (_, unit) => tracking().takeIn([scan(`vehicle:${unit.value}`, 5, 'LOST', 'u5'), report(`vehicle:${unit.value}`, 7, 'p7')]),
      (_, unit) => tracking().takeIn([scan(`vehicle:${unit.value}`, 9, 'IN_TRANSIT', 'u9'), report(`vehicle:${unit.value}`, 10, 'p10')]),
    ];
    const stories = await Promise.all(
      steps.map(async (_, n) => ({ shipmentId: await register(), unit: vehicle(), order: [...steps.slice(n), ...steps.slice(0, n)] })),
    );
    for (const story of [...stories])
      stories.push({ ...story, shipmentId: await register(), unit: vehicle(), order: story.order.toReversed() });
    for (const n of steps.keys()) {
      await Promise.all(stories.map(({ shipmentId, unit, order }) => order[n]?.(shipmentId, unit)));
      await settle();
    }
    for (const { shipmentId } of stories) expect(await counting(shipmentId)).toEqual(['back', 'end', 'lost', 'p7', 'u5']);
  });

  it('nest: a device on a vehicle, a container on a vehicle', async () => {
    const unit = vehicle();
    const container: Unit = { scheme: 'container', value: `C${randomUUID()}`.toUpperCase() };
    const device: Unit = { scheme: 'device', value: `D${randomUUID()}` };
    const shipmentId = await register();
    await tracking().takeIn([report(`device:${device.value}`, 3, 'd3')]);
    await tracking().load(shipmentId, container, at(0), context());
    await tracking().loadUnit(container, unit, at(1), context());
    await tracking().loadUnit(device, unit, at(2), context());
    await tracking().takeIn([report(`device:${device.value}`, 4, 'd4'), report(`vehicle:${unit.value}`, 0.5, 'v0')]);
    await settle();
    expect(await counting(shipmentId)).toEqual(['d3', 'd4']);
    expect(await tracking().loadUnit(unit, container, at(5), context())).toMatchObject({ rejected: 'unit-cycle' });
  });

  it('of two that it was loaded on at one instant, are the one that was named last: shipments, containers and devices', async () => {
    const [first, second] = [vehicle(), vehicle()];
    const container: Unit = { scheme: 'container', value: `C${randomUUID()}`.toUpperCase() };
    const device: Unit = { scheme: 'device', value: `D${randomUUID()}` };
    const [loose, boxed, followed] = [await register(), await register(), await register()];
    await tracking().load(boxed, container, at(0), context());
    await tracking().load(followed, second, at(0), context());
    for (const unit of [first, second]) {
      await tracking().load(loose, unit, at(1), context());
      await tracking().loadUnit(container, unit, at(1), context());
      await tracking().loadUnit(device, unit, at(1), context());
    }
    const subjects = [`vehicle:${first.value}`, `vehicle:${second.value}`, `device:${device.value}`];
    const { outcomes } = await tracking().takeIn(subjects.map((subject, n) => report(subject, 2, `p${n}`)));
    const aboardSecond = [loose, boxed, followed].sort();
    expect(outcomes.map(({ shipmentIds }) => shipmentIds)).toEqual([[], aboardSecond, aboardSecond]);
    await settle();
    for (const shipmentId of aboardSecond) expect(await counting(shipmentId)).toEqual(['p1', 'p2']);
    await tracking().load(loose, first, at(1), context());
    await settle();
    expect(await counting(loose)).toEqual(['p0']);
  });

  it('retract for every shipment aboard', async () => {
    const unit = vehicle();
    const shipmentId = await register();
    await tracking().load(shipmentId, unit, at(0), context());
    await tracking().takeIn([report(`vehicle:${unit.value}`, 1, 'wrong'), report(`vehicle:${unit.value}`, 2, 'right')]);
    const eventId = storedEventId('urn:test:carrier', 'wrong', `identifier-vehicle~${unit.value}`);
    expect(await tracking().retractUnitFact(unit, eventId, 'device was on the bench', context())).toHaveProperty('position');
    await settle();
    expect(await counting(shipmentId)).toEqual(['right']);
    expect((await tracking().takeIn([report(`vehicle:${unit.value}`, 1, 'wrong')])).outcomes[0]?.outcome).toBe('duplicate');
    await settle();
    expect(await counting(shipmentId)).toEqual(['right']);
  });
});

describe('attribution', () => {
  it('writes nothing new when the whole log is handed to another one', async () => {
    await settle();
    const head = await log().head();
    await settleAfresh();
    expect(await log().head()).toEqual(head);
  });
});
