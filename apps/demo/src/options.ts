import { parseArgs } from 'node:util';

/** What the caller of the demo may choose. */
export interface DemoOptions {
  /** Vans that go round in towns beside the shipments that are told. */
  readonly vehicles: number;
}

/** A few in the town that the demo opens on, so that its map moves. */
const VEHICLES = 12;
const MOST_VEHICLES = 20_000;

/** @throws Error that says what is wrong with the arguments */
export function demoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({ args: [...args], options: { vehicles: { type: 'string' } } });
  const vehicles = values.vehicles === undefined ? VEHICLES : Number(values.vehicles);
  const isUsable = Number.isInteger(vehicles) && vehicles >= 0 && vehicles <= MOST_VEHICLES;
  if (!isUsable) throw new Error(`--vehicles must be a whole number from 0 to ${MOST_VEHICLES.toLocaleString('en')}.`);
  return { vehicles };
}
