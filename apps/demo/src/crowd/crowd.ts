import type { Report } from '../plan';
import { portionOf } from '../play/requests';
import type { WaybillClient } from '../play/waybill-client';
import type { Random } from '../random';
import { positionOf, type Van } from './vans';

/** Each van reports once in so many turns, and a turn is a second: no second has all of them. */
const TURNS = 6;
const TURN_MS = 1_000;
const AT_ONCE = 8;

/** Puts vans on the road one after the other, and has those that are there report. */
export class Crowd {
  /** Vans on the road. */
  onTheRoad = 0;
  private turn = 0;

  constructor(
    private readonly vans: readonly Van[],
    private readonly coordinator: WaybillClient,
    private readonly sender: WaybillClient,
    private readonly clock: { now(): number },
    private readonly wait: (milliseconds: number) => Promise<void>,
    private readonly random: Random,
  ) {}

  get size(): number {
    return this.vans.length;
  }

  /** Registers a shipment for each of the first vans and loads it, unless it is on the road already. */
  async takeOff(upTo: number): Promise<void> {
    while (this.onTheRoad < Math.min(upTo, this.vans.length)) {
      const some = this.vans.slice(this.onTheRoad, Math.min(upTo, this.onTheRoad + AT_ONCE));
      await Promise.all(some.map((van) => this.load(van)));
      await this.send([...some.map(({ departure }) => departure), ...this.positions(some)]);
      this.onTheRoad += some.length;
    }
  }

  /** For as long as the demo runs. */
  async drive(): Promise<never> {
    for (;;) {
      const tick = this.wait(TURN_MS);
      const theirTurn = (_: Van, index: number): boolean => index % TURNS === this.turn % TURNS;
      await this.send(this.positions(this.vans.slice(0, this.onTheRoad).filter(theirTurn)));
      this.turn += 1;
      await tick;
    }
  }

  private async load({ registration, unit }: Van): Promise<void> {
    await this.coordinator.register(registration);
    await this.coordinator.move('load', `shipment:${registration.shipmentId}`, unit, registration.plannedDeparture);
  }

  private positions(vans: readonly Van[]): readonly Report[] {
    const now = this.clock.now();
    return vans.map((van) => positionOf(van, now, this.random));
  }

  private async send(reports: readonly Report[]): Promise<void> {
    const { requests } = portionOf(reports.map((report) => ({ at: report.time, action: { kind: 'report', report } })));
    await Promise.all(requests.map(({ mode, reports: some }) => this.sender.send(mode, some)));
  }
}
