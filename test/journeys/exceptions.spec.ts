import { problem } from '../support/http';
import { ago, every, onTheRoad, type Seen, settled, underWay } from './on-the-road';

jest.setTimeout(60_000);

const { send, register, report, exceptionsOf } = onTheRoad();

it('is raised with its evidence, acknowledged, assigned, put off, closed, opened again, and ended by the facts', async () => {
  await register('STORY');
  const standing = (minutes: number): Seen => ({ minutes, latitude: 52.4 });
  const position = await report('STORY', [
    { minutes: 290, milestone: 'PICKED_UP' },
    ...underWay(280, 190),
    ...every(10, 180, 10, () => 52.4),
  ]);
  const [raised, ...others] = await exceptionsOf('STORY', position);
  expect(others).toEqual([]);
  expect(raised).toMatchObject({ exceptionId: 'STORY.1', type: 'no-movement', state: 'raised', late: true, until: null });
  expect(raised).toMatchObject({ since: ago(180), raisedAt: ago(60) });
  const { body: detail } = await send('/v1/exceptions/STORY.1');
  expect(detail.evidence).toMatchObject({ ruleVersion: 2, thresholds: expect.any(Object), positions: expect.any(Array) });
  expect(detail.history.map(({ type }: { type: string }) => type)).toEqual(['dev.waybill.no-movement-detected.v1']);

  const step = (verb: string, body: object, key?: string) =>
    send(`/v1/exceptions/STORY.1/${verb}`, { body, headers: key ? { 'idempotency-key': key } : {} });
  const state = async ({ body }: { body: { position: string } }) => (await send(`/v1/exceptions/STORY.1?${settled(body.position)}`)).body;
  expect(await state(await step('acknowledge', {}, 'a'))).toMatchObject({ state: 'acknowledged' });
  expect((await step('acknowledge', {}, 'a')).status).toBe(200);
  expect((await step('acknowledge', { reason: 'other' }, 'a')).body).toMatchObject({
    status: 409,
    type: problem('idempotency-key-reused'),
  });
  expect(await state(await step('assign', { assignee: 'night desk' }))).toMatchObject({ state: 'assigned', assignee: 'night desk' });
  expect(await state(await step('snooze', { until: ago(-60) }))).toMatchObject({ state: 'snoozed', snoozedUntil: ago(-60) });
  expect((await step('snooze', { until: ago(1) })).body).toMatchObject({ type: problem('invalid-interval') });
  expect(await state(await step('resolve', { reason: 'flat tyre' }))).toMatchObject({ state: 'resolved', snoozedUntil: null });
  expect((await step('assign', { assignee: 'x' })).body).toMatchObject({ status: 409, type: problem('exception-closed') });
  const reopened = await state(await step('reopen', { reason: 'still there' }));
  expect(reopened).toMatchObject({ state: 'assigned' });
  expect(reopened.history.map(({ data }: { data: { actor?: string } }) => data.actor)).toEqual([undefined, ...Array(5).fill('operator')]);

  const { body: listed } = await send('/v1/shipments?exception=no-movement');
  expect(listed.items.map(({ shipmentId }: { shipmentId: string }) => shipmentId)).toEqual(['STORY']);
  expect(listed.items[0].openExceptions).toMatchObject([{ exceptionId: 'STORY.1', assignee: 'night desk' }]);
  for (const assignee of ['night%20desk', 'Night-Desk'])
    expect((await send(`/v1/exceptions?assignee=${assignee}&state=open&type=no-movement,late`)).body.items).toHaveLength(1);
  expect((await send('/v1/exceptions?state=gone')).status).toBe(400);

  const moving = await report('STORY', [
    standing(8),
    { minutes: 6, latitude: 52.38 },
    { minutes: 4, latitude: 52.36 },
    { minutes: 2, latitude: 52.34 },
  ]);
  const [ended] = await exceptionsOf('STORY', moving);
  expect(ended).toMatchObject({ exceptionId: 'STORY.1', state: 'resolved' });
  const { body: shipment } = await send('/v1/shipments/STORY');
  expect(shipment.openExceptions).toEqual([]);
  const { body: timeline } = await send('/v1/shipments/STORY/timeline');
  const kinds = timeline.items.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['milestone', 'no-movement', 'exception-assigned', 'movement-resumed']));
  const { body: events } = await send('/v1/shipments/STORY/events?limit=35');
  const { body: rest } = await send(`/v1/shipments/STORY/events?cursor=${events.nextCursor}`);
  const ids = [...events.items, ...rest.items].map(({ eventid }: { eventid: string }) => eventid);
  expect(new Set(ids).size).toBe(ids.length);
  expect(rest.items.at(-1).type).toBe('dev.waybill.movement-resumed.v1');
});

it('is refused when it is not there', async () => {
  expect((await send('/v1/exceptions/STORY.9')).body).toMatchObject({ status: 404, type: problem('exception-not-found') });
  expect((await send('/v1/exceptions/nonsense/acknowledge', { body: {} })).body).toMatchObject({ type: problem('exception-not-found') });
  expect((await send('/v1/exceptions/STORY.9/resolve', { body: { reason: 'x' } })).status).toBe(404);
});

it('of lateness is what the list of late shipments shows: who arrived in time is not on it', async () => {
  const near = { destination: { latitude: 52.4, longitude: 10 } };
  const [early, late]: [Seen['minutes'], Seen['minutes']] = [90, 20];
  const stories: Readonly<Record<string, { readonly seen: readonly Seen[]; readonly isLate: boolean; readonly plan?: object }>> = {
    'IN-TIME-DELIVERED': { seen: [{ minutes: early, milestone: 'DELIVERED' }], isLate: false },
    'IN-TIME-RETURNING': {
      seen: [
        { minutes: early, milestone: 'DELIVERED' },
        { minutes: late, milestone: 'RETURNING' },
      ],
      isLate: false,
    },
    'IN-TIME-TO-FETCH': { seen: [{ minutes: early, milestone: 'AVAILABLE_FOR_PICKUP' }], isLate: false },
    'IN-TIME-ARRIVED': { seen: [{ minutes: early, milestone: 'ARRIVED_AT_DESTINATION' }], isLate: false },
    'IN-TIME-BY-ITS-FIXES': { seen: [...underWay(280, 190), ...every(5, 180, 80, () => 52.4)], isLate: false, plan: near },
    'CANCELLED-BEFORE': { seen: [{ minutes: early, milestone: 'CANCELLED' }], isLate: false },
    'LATE-BUT-THERE': { seen: [{ minutes: late, milestone: 'DELIVERED' }], isLate: false },
    'LATE-AND-UNDER-WAY': { seen: [{ minutes: early, milestone: 'PICKED_UP' }], isLate: true },
    'LATE-AND-NEVER-HEARD-OF': { seen: [], isLate: true },
    'LATE-AND-CLOSED': { seen: [{ minutes: late, milestone: 'IN_TRANSIT' }], isLate: true },
    'LATE-IN-THE-HUB-OF-ITS-TOWN': {
      seen: [{ minutes: early, milestone: 'ARRIVED_AT_DESTINATION' }],
      isLate: true,
      plan: { mode: 'parcel' },
    },
    'NOT-DUE': { seen: [], isLate: false, plan: { plannedArrival: ago(-60), labels: ['high-value'] } },
    UNPLANNED: { seen: [], isLate: false, plan: { plannedArrival: undefined } },
  };
  for (const [id, { seen, plan }] of Object.entries(stories)) {
    await register(id, { carrier: 'punctual', plannedArrival: ago(60), ...plan });
    if (seen.length > 0) await report(id, seen);
  }
  const { body: all } = await send('/v1/exceptions?type=late&limit=200&settled=true');
  const closed = all.items.find(({ shipmentId }: { shipmentId: string }) => shipmentId === 'LATE-AND-CLOSED');
  const { body } = await send(`/v1/exceptions/${closed.exceptionId}/resolve`, { body: { reason: 'the customer knows' } });
  const listed = async (query: string) =>
    (await send(`/v1/shipments?carrier=punctual&limit=200&${query}&minPosition=${body.position}`)).body.items.map(
      ({ shipmentId }: { shipmentId: string }) => shipmentId,
    );
  const expected = (isLate: boolean) => Object.keys(stories).filter((id) => stories[id]?.isLate === isLate);
  expect((await listed('late=true')).sort()).toEqual(expected(true).sort());
  expect((await listed('late=false')).sort()).toEqual(expected(false).sort());
  expect((await listed('exception=late')).sort()).toEqual(['LATE-AND-NEVER-HEARD-OF', 'LATE-AND-UNDER-WAY', 'LATE-IN-THE-HUB-OF-ITS-TOWN']);
});

it('takes back what late reports show never was, and raises what was missed', async () => {
  await register('LATE');
  const before = await report('LATE', [{ minutes: 600, milestone: 'PICKED_UP' }, ...underWay(590, 400), { minutes: 2, latitude: 48.5 }]);
  const lost = await exceptionsOf('LATE', before);
  expect(lost).toMatchObject([{ type: 'no-signal', state: 'resolved', since: ago(400), until: ago(2) }]);
  // Six hours that the device had kept: under way all the time, but for a stand of three hours.
  const kept = [
    ...every(10, 390, 300, (m) => 51.5 - (390 - m) * 0.005),
    ...every(10, 290, 120, () => 51),
    ...every(10, 110, 10, (m) => 51 - (120 - m) * 0.02),
  ];
  const after = await exceptionsOf('LATE', await report('LATE', kept));
  expect(after.map(({ type, state, late }: { type: string; state: string; late: boolean }) => [type, state, late])).toEqual([
    ['no-movement', 'resolved', true],
    ['no-signal', 'retracted', true],
  ]);
});

it('takes back that a shipment stood still when late reports show that it had been away meanwhile', async () => {
  await register('AWAY');
  const seen = [200, 150, 100, 60, 30].map((minutes) => ({ minutes, latitude: 52.5 }));
  const before = await report('AWAY', [{ minutes: 300, milestone: 'PICKED_UP' }, ...underWay(290, 210), ...seen]);
  expect(exceptionOf(await exceptionsOf('AWAY', before), 'no-movement')).toMatchObject([{ state: 'raised', since: ago(200) }]);
  const round = every(2, 130, 110, (minutes) => 52.5 + (10 - Math.abs(120 - minutes)) * 0.01);
  const after = await exceptionsOf('AWAY', await report('AWAY', round));
  expect(exceptionOf(after, 'no-movement')).toMatchObject([{ state: 'retracted' }]);
  const { body } = await send(`/v1/exceptions/${after[0].exceptionId}`);
  expect(body.history.at(-1)).toMatchObject({ type: 'dev.waybill.exception-retracted.v1' });
});

const exceptionOf = (items: { type: string }[], type: string) => items.filter((one) => one.type === type);

it('is raised where a shipment goes through a fence that it must not enter, and tells the crossing', async () => {
  const geometry = { type: 'Circle', centre: { latitude: 52.9, longitude: 10 }, radiusMetres: 2_000 };
  const defined = await send('/v1/geofences', { body: { name: 'No go', geometry, rule: 'no-entry', effectiveFrom: ago(1_000) } });
  expect(defined.status).toBe(201);
  await register('FENCED');
  const position = await report('FENCED', [
    { minutes: 62, milestone: 'PICKED_UP' },
    ...every(2, 60, 2, (minutes) => 53.2 - (60 - minutes) * 0.01),
  ]);
  const [breach] = exceptionOf(await exceptionsOf('FENCED', position), 'geofence') as [{ exceptionId: string; type: string }];
  expect(breach).toMatchObject({ geofenceId: defined.body.id, state: 'resolved', late: true });
  const { body } = await send(`/v1/exceptions/${breach.exceptionId}`);
  expect(body.evidence).toMatchObject({
    geofence: { name: 'No go', direction: 'enter' },
    positions: [{ eventId: expect.any(String) }, {}],
  });
  expect(body.evidence.geofence.crossing.latitude).toBeCloseTo(52.918, 3);
  const { body: timeline } = await send('/v1/shipments/FENCED/timeline');
  const crossings = timeline.items.filter(({ geofenceId }: { geofenceId?: string }) => geofenceId === defined.body.id);
  expect(crossings.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['geofence-breached', 'geofence-entered', 'geofence-exited']);
});

it('tells that a shipment left one fence before it entered the next one in the same instant, page by page, too', async () => {
  const band = (south: number, north: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [9.5, south],
        [10.5, south],
        [10.5, north],
        [9.5, north],
        [9.5, south],
      ],
    ],
  });
  const bands = [band(54.2, 54.6), band(53.8, 54.2)];
  for (const [i, geometry] of bands.entries()) {
    await send('/v1/geofences', { body: { name: `County ${i}`, geometry, rule: 'inform', effectiveFrom: ago(1_000) } });
  }
  const southwards = every(2, 60, 2, (minutes) => 54.5 - (60 - minutes) * 0.01);
  const shipments = ['BORDER-1', 'BORDER-2', 'BORDER-3', 'BORDER-4'];
  let position = '';
  for (const shipmentId of shipments) {
    await register(shipmentId);
    position = await report(shipmentId, [{ minutes: 62, milestone: 'PICKED_UP' }, ...southwards]);
  }
  for (const shipmentId of shipments) {
    const { items } = (await send(`/v1/shipments/${shipmentId}/timeline?limit=200&${settled(position)}`)).body;
    const kinds = items.map(({ kind }: { kind: string }) => kind);
    const [exit, entry] = items.slice(kinds.indexOf('geofence-exited'));
    expect([exit.kind, entry.kind, entry.time]).toEqual(['geofence-exited', 'geofence-entered', exit.time]);
    const pages = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await send(`/v1/shipments/${shipmentId}/timeline?limit=1${cursor && `&cursor=${cursor}`}`);
      pages.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(pages).toEqual(items);
    const newestFirst = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await send(`/v1/shipments/${shipmentId}/timeline?sort=-time&limit=2${cursor && `&cursor=${cursor}`}`);
      newestFirst.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(newestFirst).toEqual([...items].reverse());
  }
});

it('tells a crossing otherwise when a late report shows another way', async () => {
  const geometry = { type: 'Circle', centre: { latitude: 51.9, longitude: 10 }, radiusMetres: 5_000 };
  const { body: fence } = await send('/v1/geofences', { body: { name: 'Yard', geometry, rule: 'inform', effectiveFrom: ago(1_000) } });
  await register('ROUND');
  const stay = every(2, 40, 20, () => 51.9);
  const before = await report('ROUND', [{ minutes: 90, milestone: 'PICKED_UP' }, ...every(10, 80, 60, () => 52.3), ...stay]);
  const crossings = async (position: string) =>
    (await send(`/v1/shipments/ROUND/timeline?${settled(position)}`)).body.items.filter(
      ({ geofenceId }: { geofenceId?: string }) => geofenceId === fence.id,
    );
  const [first, ...none] = await crossings(before);
  expect([first, none]).toMatchObject([{ kind: 'geofence-entered', retracted: false }, []]);
  const items = await crossings(await report('ROUND', [{ minutes: 44, latitude: 52.2 }]));
  expect(items).toMatchObject([
    { eventId: first.eventId, retracted: true, retraction: { reason: expect.any(String) } },
    { kind: 'geofence-entered', retracted: false },
  ]);
  expect(items[1].time > first.time).toBe(true);
});

it('is raised for the past when a fence is drawn for the past', async () => {
  await register('BEFORE');
  await report('BEFORE', [{ minutes: 62, milestone: 'PICKED_UP' }, ...every(2, 60, 2, (minutes) => 50.2 - (60 - minutes) * 0.01)]);
  const geometry = { type: 'Circle', centre: { latitude: 49.9, longitude: 10 }, radiusMetres: 2_000 };
  const { body } = await send('/v1/geofences', { body: { name: 'Late', geometry, rule: 'no-entry', effectiveFrom: ago(1_000) } });
  expect(await exceptionsOf('BEFORE', body.position)).toMatchObject([
    { type: 'geofence', geofenceId: body.id, late: true, backfilled: true },
  ]);
});

describe('what other rules would have raised', () => {
  const past = { from: ago(2_000), to: ago(0) };
  const tried = async (body: object) => (await send('/v1/rules/what-if', { body: { ...past, ...body } })).body;

  it('is for the rules in force exactly what was raised', async () => {
    const answer = await tried({});
    expect(answer).toMatchObject({ counts: { moved: 0, added: 0, removed: 0 }, truncated: false });
    const { items } = (await send('/v1/exceptions?limit=200')).body;
    const standing = items.filter(({ state }: { state: string }) => state !== 'retracted');
    expect(answer.counts.same).toBe(standing.length);
    expect(answer.shipments).toBe(answer.ofShipments);
    for (const scope of [{ carrier: 'Punctual' }, { carrier: 'punctual', labels: ['HIGH VALUE'] }])
      expect(await tried({ scope })).toMatchObject({ ofShipments: scope.labels ? 1 : 13 });
  });

  it('is told with the difference, and while it goes on', async () => {
    const patient = await tried({ rules: { noMovementAfter: 'PT6H' }, scope: { shipmentIds: ['STORY', 'LATE'] } });
    expect(patient.counts).toMatchObject({ removed: 2, added: 0 });
    expect(patient.exceptions.slice(0, 2)).toMatchObject([{ change: 'removed', type: 'no-movement' }, { exceptionId: 'STORY.1' }]);
    const geometry = { type: 'Circle', centre: { latitude: 53, longitude: 10 }, radiusMetres: 3_000 };
    const body = { ...past, geofence: { name: 'New', geometry, rule: 'no-entry' }, scope: { shipmentIds: ['FENCED'] } };
    const { text, status } = await send('/v1/rules/what-if', { body, headers: { accept: 'application/x-ndjson' } });
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([status, Object.keys(lines[0])]).toEqual([200, ['progress']]);
    expect(lines.at(-1).result.counts).toMatchObject({ same: 1, added: 1 });
    expect((await send('/v1/exceptions?shipmentId=FENCED')).body.items).toHaveLength(1);
  });

  it('is refused with all that is wrong with it', async () => {
    const { body } = await send('/v1/rules/what-if', { body: { from: ago(1), to: ago(2), rules: { noMovementAfter: 'soon' } } });
    expect(body).toMatchObject({ status: 400 });
  });
});
