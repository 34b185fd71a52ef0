import { until } from '../../apps/standalone/src/waiting';
import { coordinator } from '../acceptance/coordinator';

/** Fixed test numbers: the carrier TEST plays a known story through the public webhook as soon as a shipment has one of them. */
const { send, read, register } = coordinator();

const WITHIN_MS = 40_000;
/** Registers a shipment with a number, and waits until it can be read. */
async function hold(number: string): Promise<string> {
  const { shipmentId, position } = await register({ carrier: 'TEST', identifiers: [{ scheme: 'tracking-number', value: number }] });
  expect((await read(`/v1/shipments/${shipmentId}`, position)).status).toBe(200);
  return shipmentId;
}
const detail = async (shipmentId: string) => (await send(`/v1/shipments/${shipmentId}`)).body;

interface Line {
  readonly kind: string;
  readonly milestone?: string;
  readonly classifier?: string;
}
const timeline = async (shipmentId: string): Promise<Line[]> => (await send(`/v1/shipments/${shipmentId}/timeline`)).body.items;
const milestones = async (shipmentId: string): Promise<string[]> =>
  (await timeline(shipmentId))
    .filter(({ kind, classifier }) => kind === 'milestone' && classifier !== 'EST')
    .map(({ milestone }) => milestone ?? '');

const BEGINNING = ['INFO_RECEIVED', 'PICKED_UP', 'DEPARTED_HUB', 'ARRIVED_AT_HUB'];
const TO_THE_DOOR = [...BEGINNING, 'DEPARTED_HUB', 'OUT_FOR_DELIVERY'];
const LOST = [...BEGINNING, 'DEPARTED_HUB', 'LOST'];

/** What each number comes to: its milestones in the order of event time, and its status. */
const STORIES: readonly (readonly [number: string, story: readonly string[], status: string])[] = [
  ['TEST-DELIVERED', [...TO_THE_DOOR, 'DELIVERED'], 'DELIVERED'],
  ['TEST-DELAYED', [...BEGINNING, 'DELAYED'], 'IN_TRANSIT'],
  ['TEST-LOST', LOST, 'LOST'],
  ['TEST-RETURNED', [...TO_THE_DOOR, 'DELIVERY_ATTEMPTED', 'RETURNING', 'RETURNED'], 'RETURNED'],
  ['TEST-OUT-OF-ORDER', [...TO_THE_DOOR, 'DELIVERED'], 'DELIVERED'],
  ['TEST-STUCK', ['PICKED_UP'], 'PICKED_UP'],
];

describe('a shipment with a number of the carrier TEST', () => {
  const shipments = new Map<string, string>();
  const shipmentOf = (number: string): string => shipments.get(number) as string;
  beforeAll(async () => {
    await Promise.all(STORIES.map(async ([number]) => shipments.set(number, await hold(number))));
  });
  const isTold = async (shipmentId: string, story: readonly string[]) => (await milestones(shipmentId)).length === story.length;

  it.each(STORIES)('%s is told its story', async (number, story, status) => {
    expect(await until(() => isTold(shipmentOf(number), story), WITHIN_MS, 200)).toBe(true);
    expect(await milestones(shipmentOf(number))).toEqual(story);
    expect(await detail(shipmentOf(number))).toMatchObject({ status });
  });

  it('TEST-STUCK stands in a yard where it must not be, and does not move', async () => {
    const stuck = shipmentOf('TEST-STUCK');
    const open = async () => ((await detail(stuck)).openExceptions as { type: string }[]).map(({ type }) => type).sort();
    expect(await until(async () => (await open()).length === 2, WITHIN_MS, 200)).toBe(true);
    expect(await open()).toEqual(['geofence', 'no-movement']);
    expect((await detail(stuck)).liveLocation).toMatchObject({ latitude: 51.3127, longitude: 9.4797 });
    const kinds = (await timeline(stuck)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['geofence-entered', 'geofence-breached', 'no-movement']));
  });

  it('has a story of its own where another shipment had the number before', async () => {
    const again = await hold('TEST-LOST');
    expect(await until(() => isTold(again, LOST), WITHIN_MS, 200)).toBe(true);
    expect(await milestones(again)).toEqual(LOST);
    expect(await milestones(shipmentOf('TEST-LOST'))).toEqual(LOST);
  });
});
