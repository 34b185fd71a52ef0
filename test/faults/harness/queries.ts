import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client';
import type { Chance } from './chance';

const SHOWN = 5;

/** Queries at a steady rate, whatever the answers take. */
export class Queries {
  asked = 0;
  /** Wrong or empty answers. */
  wrong = 0;
  /** Told to ask again later, or not answered in time. */
  unanswered = 0;
  /** The first of the wrong ones. */
  readonly wrongs: string[] = [];
  readonly tookMs: number[] = [];
  private going = true;
  private readonly underWay = new Set<Promise<void>>();
  private readonly asking: Promise<void>;

  constructor(
    private readonly client: Client,
    private readonly chance: Chance,
    private readonly shipmentIds: readonly string[],
    perSecond: number,
  ) {
    this.asking = this.ask(1_000 / perSecond);
  }

  /** Ends when all have been answered. */
  async stop(): Promise<void> {
    this.going = false;
    await this.asking;
    await Promise.all(this.underWay);
  }

  private async ask(everyMs: number): Promise<void> {
    const began = performance.now();
    while (this.going) {
      const query = this.one().finally(() => this.underWay.delete(query));
      this.underWay.add(query);
      this.asked += 1;
      await sleep(Math.max(0, began + this.asked * everyMs - performance.now()));
    }
  }

  private async one(): Promise<void> {
    const shipmentId = this.chance.pick(this.shipmentIds);
    const [path, isWhole] = this.chance.pick(queriesOf(shipmentId));
    const began = performance.now();
    try {
      const { status, body } = await this.client.call('GET', path);
      this.tookMs.push(performance.now() - began);
      if (status === 503) this.unanswered += 1;
      else if (status !== 200 || !isWhole(body)) this.noteWrong(`${path}: ${status} ${JSON.stringify(body).slice(0, 200)}`);
    } catch {
      this.unanswered += 1;
    }
  }

  private noteWrong(what: string): void {
    this.wrong += 1;
    if (this.wrongs.length < SHOWN) this.wrongs.push(what);
  }
}

type Body = Record<string, unknown>;
const hasItems = ({ items }: Body): boolean => Array.isArray(items) && items.length > 0;

/** Each with what its answer must have. */
const queriesOf = (shipmentId: string): readonly (readonly [string, (body: Body) => boolean])[] => [
  [`/v1/shipments/${shipmentId}`, (body) => body.shipmentId === shipmentId && body.liveLocation !== null],
  ['/v1/shipments?limit=50', (body) => (body.items as unknown[] | undefined)?.length === 50],
  [`/v1/shipments/${shipmentId}/timeline?limit=50`, hasItems],
  [`/v1/shipments/${shipmentId}/positions?limit=50`, hasItems],
];
