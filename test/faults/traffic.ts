import type { Chance } from './harness/chance';

/** A report as the web hook takes it, and the streams in which it must stand exactly once. */
export interface Sent {
  readonly event: Readonly<Record<string, unknown>> & { readonly source: string; readonly id: string };
  readonly streams: readonly string[];
}

const SOURCE = 'https://carrier.example/';
const MILESTONES = ['PICKED_UP', 'ARRIVED_AT_HUB', 'DEPARTED_HUB', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED'];

/** Who is where for the whole test: shipments aboard each vehicle, and a tracking number for each shipment. */
export interface World {
  readonly shipmentIds: readonly string[];
  readonly aboard: Readonly<Record<string, readonly string[]>>;
  /** Event time of the first report; each is `stepMs` later than the one before. */
  readonly start: number;
  readonly stepMs: number;
}

const position = (n: number, chance: Chance) => ({
  latitude: 50 + n / 1_000_000,
  longitude: 8 + chance.next() / 1_000,
  speedKmh: chance.below(90),
});

function reportOn(n: number, subject: string, streams: readonly string[], world: World, chance: Chance): Sent {
  const scan = chance.next() < 0.1;
  const data = scan ? { milestone: MILESTONES[chance.below(MILESTONES.length)] } : position(n, chance);
  const type = scan ? 'dev.waybill.item-scanned.v1' : 'dev.waybill.position-reported.v1';
  const time = new Date(world.start + n * world.stepMs).toISOString();
  return { event: { specversion: '1.0', id: `e${n}`, source: SOURCE, type, subject, time, data }, streams };
}

/** Numbers of its reports are ids: `e17` is the report number 17. */
export const numberOf = (id: string): number => Number(id.slice(1));

/** A mix of reports on shipments, on their tracking numbers and on the vehicles that carry them, from number `first` on. */
export function traffic(count: number, world: World, chance: Chance, first = 0): Sent[] {
  const vehicles = Object.keys(world.aboard);
  return Array.from({ length: count }, (_, place) => {
    const n = first + place;
    const kind = chance.next();
    const shipmentId = world.shipmentIds[chance.below(world.shipmentIds.length)] as string;
    if (kind < 0.5) return reportOn(n, `shipment:${shipmentId}`, [`shipment-${shipmentId}`], world, chance);
    if (kind < 0.8) return reportOn(n, `tracking-number:dhl/${shipmentId}`, [`shipment-${shipmentId}`], world, chance);
    const vehicle = vehicles[chance.below(vehicles.length)] as string;
    const streams = [`identifier-vehicle~${vehicle}`, ...(world.aboard[vehicle] as string[]).map((id) => `shipment-${id}`)];
    return reportOn(n, `vehicle:${vehicle}`, streams, world, chance);
  });
}
