import type { Step } from '../plan';
import { portionOf, type ReportRequest } from './requests';
import type { Receipt, WaybillClient } from './waybill-client';

/** What happened so far. */
export type Tally = { sent: number; appended: number; duplicates: number; parked: number; rejected: number };

const TICK_MS = 250;
const AT_ONCE = 8;

/** Carries a plan out: the past quickly, then the present at its own pace. */
export class Player {
  readonly tally: Tally = { sent: 0, appended: 0, duplicates: 0, parked: 0, rejected: 0 };
  /** Where customers follow a shipment, by shipment id. */
  readonly trackingUrls = new Map<string, string>();
  private next = 0;

  constructor(
    private readonly steps: readonly Step[],
    private readonly coordinator: WaybillClient,
    private readonly sender: WaybillClient,
    private readonly clock: { now(): number },
    private readonly wait: (milliseconds: number) => Promise<void>,
  ) {}

  /** Everything due before `now`, spread over about `milliseconds`. `progress` gets the share that is done. */
  async catchUp(now: number, milliseconds: number, progress: (share: number) => void): Promise<void> {
    const due = this.steps.filter(({ at }) => at <= now).length;
    const perTick = Math.max(1, Math.ceil((due * TICK_MS) / milliseconds));
    while (this.next < due) {
      const tick = this.wait(TICK_MS);
      await this.play(Math.min(this.next + perTick, due));
      progress(this.next / due);
      await tick;
    }
  }

  /** The rest of the plan, each step when its time has come. */
  async live(): Promise<void> {
    while (this.next < this.steps.length) {
      const now = this.clock.now();
      let upTo = this.next;
      while ((this.steps[upTo]?.at ?? Number.POSITIVE_INFINITY) <= now) upTo += 1;
      await this.play(upTo);
      await this.wait(TICK_MS);
    }
  }

  private async play(upTo: number): Promise<void> {
    const { commands, requests } = portionOf(this.steps.slice(this.next, upTo));
    this.next = upTo;
    for (const command of commands) {
      if (command.kind === 'register') {
        const { shipmentId, trackingUrl } = await this.coordinator.register(command.registration);
        this.trackingUrls.set(shipmentId, trackingUrl);
      } else if (command.kind === 'site') await this.coordinator.registerSite(command.site);
      else await this.coordinator.move(command.kind, command.what, command.unit, command.at);
    }
    for (let first = 0; first < requests.length; first += AT_ONCE)
      await Promise.all(requests.slice(first, first + AT_ONCE).map((request) => this.send(request)));
  }

  private async send({ mode, reports }: ReportRequest): Promise<void> {
    const receipt: Receipt = await this.sender.send(mode, reports);
    this.tally.sent += reports.length;
    this.tally.appended += receipt.accepted;
    this.tally.duplicates += receipt.duplicates;
    this.tally.parked += receipt.parked;
    this.tally.rejected += receipt.rejected;
  }
}
