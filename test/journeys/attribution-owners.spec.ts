import { type Identifier, identifierStream, type Unit } from '@waybill/events';
import { Attribution } from '@waybill/tracking';
import { addedByAttribution } from '../faults/checkers/attribution';
import { attributing, given, ownStore, type Story } from '../support/given';
import { assigned, loaded, loadTrace, ping, registered, released, type StoryEvent, tell, unitLoaded } from '../support/shipment-story';

/** Attribution with the streams of shipments handled by one process and those of names by another: as partitions are spread. */
const store = ownStore();
const clock = { now: () => 0, monotonic: () => performance.now() };
const owners = () => [/^shipment-/, /^identifier-/].map((own) => attributing(Attribution.open({ log: store.log, clock }), own));
let story: Story;
beforeAll(() => {
  story = given(store, ...owners());
});
const counting = (shipmentId: string) => story.counting(shipmentId);

/** A report as an API process writes it that takes the shipment for the one that it concerns. */
const reported = (shipmentId: string, { scheme, value }: Identifier, at: number): StoryEvent =>
  ping({ shipmentId, at, latitude: 50, longitude: 10, id: `${shipmentId} ${at}`, subject: `${scheme}:${value}` });

/** A report in the stream of what it is about. */
const own = (unit: Identifier, at: number): StoryEvent => ({ ...reported('UNIT', unit, at), stream: identifierStream(unit) });
const vehicle = (value: string): Unit => ({ scheme: 'vehicle', value });

it('gives a report to the new holder of a name, also from a process that had not heard of the change', async () => {
  const name: Identifier = { scheme: 'booking', value: 'HANDED-ON' };
  await story.heard([registered('FIRST'), registered('SECOND'), assigned(name, 'FIRST'), reported('FIRST', name, 1)]).settles();
  await story.heard([released(name, 'FIRST', 5), assigned(name, 'SECOND', 5, 5)]).settles();
  await story.heard([reported('FIRST', name, 9)]).settles();
  expect([await counting('FIRST'), await counting('SECOND')]).toEqual([['FIRST 1'], ['FIRST 9']]);
});

it('gives a report of a unit to a shipment that was loaded on it again by another process', async () => {
  const unit = vehicle('SHARED');
  const load = (shipmentId: string, at: number) => [loaded(shipmentId, unit, at), loadTrace(shipmentId, unit, at)];
  const both = [registered('STAYS'), ...load('STAYS', 0), registered('RETURNS'), ...load('RETURNS', 0)];
  await story.heard([...both, loaded('RETURNS', unit, 1, 'unloaded'), own(unit, 2)]).settles();
  await story.heard(load('RETURNS', 3)).settles();
  await story.heard([own(unit, 4)]).settles();
  expect([await counting('STAYS'), await counting('RETURNS')]).toEqual([['UNIT 2', 'UNIT 4'], ['UNIT 4']]);
});

describe('when it is heard of late, takes back', () => {
  it('what a unit brought after another one had taken the shipment over', async () => {
    const [first, second] = [vehicle('GAVE'), vehicle('TOOK')];
    await story.heard([registered('PASSED'), loaded('PASSED', first, 0), own(first, 1), own(first, 3)]).settles();
    expect(await counting('PASSED')).toEqual(['UNIT 1', 'UNIT 3']);
    await story.heard([loaded('PASSED', second, 2)]).settles();
    expect(await counting('PASSED')).toEqual(['UNIT 1']);
  });

  it('what a container brought after it had come onto another vehicle', async () => {
    const [first, second] = [vehicle('UNSTACKED'), vehicle('STACKED')];
    const container: Unit = { scheme: 'container', value: 'MSCU1234566' };
    await story
      .heard([registered('BOXED'), loaded('BOXED', container, 0), unitLoaded(container, first, 0), own(first, 1), own(first, 3)])
      .settles();
    expect(await counting('BOXED')).toEqual(['UNIT 1', 'UNIT 3']);
    await story.heard([unitLoaded(container, second, 2)]).settles();
    expect(await counting('BOXED')).toEqual(['UNIT 1']);
  });

  it('what a device reported after it had come onto another vehicle', async () => {
    const [first, second] = [vehicle('UNMOUNTED'), vehicle('MOUNTED')];
    const device: Unit = { scheme: 'device', value: 'TRACKER' };
    const both = [registered('LOST-IT'), loaded('LOST-IT', first, 0), registered('GOT-IT'), loaded('GOT-IT', second, 0)];
    await story.heard([...both, unitLoaded(device, first, 0), own(device, 1), own(device, 3)]).settles();
    expect([await counting('LOST-IT'), await counting('GOT-IT')]).toEqual([['UNIT 1', 'UNIT 3'], []]);
    await story.heard([unitLoaded(device, second, 2)]).settles();
    expect([await counting('LOST-IT'), await counting('GOT-IT')]).toEqual([['UNIT 1'], ['UNIT 3']]);
  });
});

it('writes nothing new when the whole log is handed to other ones', async () => {
  const head = await store.log.head();
  await given(store, ...owners()).settles();
  expect(await store.log.head()).toEqual(head);
});

it('is asked again over a whole log after the faults, and names what is not where it belongs', async () => {
  expect((await addedByAttribution(store.log)).added).toEqual([]);
  await tell(store.log, [reported('FIRST', { scheme: 'booking', value: 'HANDED-ON' }, 11)]);
  expect((await addedByAttribution(store.log)).added).toEqual([
    'a fresh attribution adds dev.waybill.position-reported.v1 to shipment-SECOND',
    'a fresh attribution adds dev.waybill.fact-retracted.v1 to shipment-FIRST',
  ]);
});
