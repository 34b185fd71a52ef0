import { randomUUID } from 'node:crypto';
import { type StoredEvent } from '@waybill/events';
import { at, context, place, report, writeSide } from './write-side';

jest.setTimeout(30_000);

/** The write side against the real store: what ends in which stream, exactly once. */
const { tracking, anotherTracking, reportsOf, register } = writeSide();

describe('taking in', () => {
  it('appends a report on a shipment once, however often and late it is sent again', async () => {
    const shipmentId = await register();
    const reports = Array.from({ length: 40 }, (_, i) => report(`shipment:${shipmentId}`, i, `r${i}`));
    const elsewhere = anotherTracking();
    const answers = await Promise.all([tracking().takeIn(reports), elsewhere.takeIn([...reports].reverse()), tracking().takeIn(reports)]);
    const outcomes = answers.flatMap((answer) => answer.outcomes.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(80);
    expect(await reportsOf(shipmentId)).toHaveLength(40);
    const later = await anotherTracking().takeIn(reports);
    expect(later.outcomes.every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    const last = (await reportsOf(shipmentId)).at(-1) as StoredEvent;
    expect(later.position).toBeGreaterThanOrEqual(last.position);
  });

  it('tells other content under a known id', async () => {
    const shipmentId = await register();
    await tracking().takeIn([report(`shipment:${shipmentId}`, 1, 'x')]);
    const { outcomes } = await tracking().takeIn([report(`shipment:${shipmentId}`, 2, 'x')]);
    expect(outcomes).toEqual([{ outcome: 'conflict', shipmentIds: [shipmentId] }]);
  });

  it('answers an empty request with no position', async () => {
    expect(await tracking().takeIn([])).toEqual({ position: null, outcomes: [] });
  });
});

describe('commands', () => {
  it('registers once: the same plan gives the same answer, another one is refused', async () => {
    const plan = { shipmentId: `S-${randomUUID()}`, origin: place, destination: place };
    const first = await tracking().register(plan, context(undefined, plan));
    await tracking().takeIn([report(`shipment:${plan.shipmentId}`, 1)]);
    expect(await anotherTracking().register(plan, context(undefined, plan))).toEqual({ ...first, created: false });
    const other = { ...plan, carrier: 'ups' };
    expect(await tracking().register(other, context(undefined, other))).toMatchObject({ rejected: 'shipment-exists' });
  });

  it('recognises a repeated command by its key, and refuses another body under it', async () => {
    const shipmentId = await register();
    const key = randomUUID();
    const first = await tracking().issueTrackingLink(shipmentId, context(key));
    expect(await tracking().issueTrackingLink(shipmentId, context(key))).toEqual(first);
    expect(await tracking().issueTrackingLink(shipmentId, context(key, { other: 1 }))).toMatchObject({
      rejected: 'idempotency-key-reused',
    });
    const plan = { origin: place, destination: place };
    const registered = await tracking().register(plan, context(key, plan));
    expect(await tracking().register(plan, context(key, plan))).toEqual({ ...registered, created: false });
    expect(await tracking().register(plan, context(key, { ...plan, more: 1 }))).toMatchObject({ rejected: 'idempotency-key-reused' });
  });

  it('refuses what makes no sense, with a fresh look at the log', async () => {
    const ghost = `S-${randomUUID()}`;
    expect(await tracking().deliver(ghost, {}, context())).toMatchObject({ rejected: 'shipment-not-found' });
    const other = anotherTracking();
    const plan = { shipmentId: ghost, origin: place, destination: place };
    await other.register(plan, context(undefined, plan));
    expect(await tracking().deliver(ghost, { at: at(3) }, context())).toHaveProperty('position');
    expect(await tracking().cancel(ghost, undefined, context())).toMatchObject({ rejected: 'shipment-terminal' });
    expect(await tracking().retractFact(ghost, randomUUID(), 'no', context())).toMatchObject({ rejected: 'fact-not-found' });
    expect(await tracking().unload(ghost, { scheme: 'vehicle', value: 'nowhere' }, at(1), context())).toMatchObject({
      rejected: 'not-aboard',
    });
  });
});
