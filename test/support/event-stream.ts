/** A client of the live stream as a browser is one: it keeps rows, comes back when it was cut off, and reads anew when it is told to. */
export interface RowsByTopic {
  readonly shipment: Map<string, unknown>;
  readonly exception: Map<string, unknown>;
  readonly inbound: Map<string, unknown>;
}

interface Message {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

function parse(block: string): Message | undefined {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  return data === undefined ? undefined : { event: field('event') ?? 'message', id: field('id'), data };
}

const KEYS = { shipment: ['shipmentId'], exception: ['exceptionId'], inbound: ['siteId', 'lineId'] } as const;
const isTopic = (event: string): event is keyof RowsByTopic => event in KEYS;

/** The id by which the stream says that a row is gone. */
export const keyOf = (topic: keyof RowsByTopic, row: Record<string, unknown>): string => KEYS[topic].map((name) => row[name]).join(' ');

export class EventStreamClient {
  readonly rows: RowsByTopic = { shipment: new Map(), exception: new Map(), inbound: new Map() };
  /** Messages by their event, for what a test wants to know beside the rows. */
  readonly counts: Record<string, number> = {};
  /** The longest time from a report's being taken in until its row was here, while this was connected all along, in milliseconds. */
  slowestMs = 0;
  private lastId: string | undefined;
  private connections = 0;
  private connectedAt = 0;
  private cutting = new AbortController();
  private ended = false;

  /**
   * @param addresses of the stream, with its filters: it comes back by the next one each time, as behind a load balancer
   * @param readAnew the rows as the lists answer them, and the position to go on from
   */
  constructor(
    private readonly addresses: readonly string[],
    private readonly key: string,
    private readonly readAnew: () => Promise<{ readonly rows: RowsByTopic; readonly position: string }>,
  ) {}

  /** Reads, then follows until it is ended or refused; answers the last status. */
  async run(): Promise<number> {
    let since = await this.start();
    for (;;) {
      const status = await this.follow(since);
      if (this.ended || status >= 400) return status;
      if (this.lastId === undefined) since = await this.start();
    }
  }

  /** As a network that goes away. */
  cut(): void {
    this.cutting.abort();
  }

  end(): void {
    this.ended = true;
    this.cut();
  }

  private async start(): Promise<string> {
    const { rows, position } = await this.readAnew();
    for (const topic of ['shipment', 'exception', 'inbound'] as const) {
      this.rows[topic].clear();
      for (const [key, row] of rows[topic]) this.rows[topic].set(key, row);
    }
    return position;
  }

  private async follow(since: string): Promise<number> {
    this.cutting = new AbortController();
    const headers = { authorization: `Bearer ${this.key}`, ...(this.lastId !== undefined && { 'last-event-id': this.lastId }) };
    let status = 0;
    try {
      const address = this.addresses[this.connections++ % this.addresses.length];
      this.connectedAt = Date.now();
      const answer = await fetch(`${address}&since=${since}`, { headers, signal: this.cutting.signal });
      status = answer.status;
      let text = '';
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        const blocks = (text + Buffer.from(chunk).toString('utf8')).split('\n\n');
        text = blocks.pop() as string;
        for (const block of blocks) this.take(parse(block));
        if (this.lastId === undefined && this.counts.resync) break;
      }
    } catch {
      // Cut off: it comes back.
    }
    return status;
  }

  private take(message: Message | undefined): void {
    if (!message) return;
    const { event, id, data } = message;
    this.counts[event] = (this.counts[event] ?? 0) + 1;
    if (event === 'resync') {
      this.lastId = undefined;
      this.cut();
      return;
    }
    if (id !== undefined) this.lastId = id;
    const row = JSON.parse(data);
    const takenInAt = event === 'shipment' ? Date.parse(row.updatedAt) : 0;
    if (takenInAt > this.connectedAt) this.slowestMs = Math.max(this.slowestMs, Date.now() - takenInAt);
    if (event === 'gone') this.rows[row.topic as keyof RowsByTopic].delete(row.id);
    else if (isTopic(event)) this.rows[event].set(keyOf(event, row), row);
  }
}

/** Messages of a stream as they come, each with its text, until it ends. */
export async function* messagesOf(answer: Response) {
  let text = '';
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (text + Buffer.from(chunk).toString('utf8')).split('\n\n');
    text = blocks.pop() as string;
    for (const block of blocks) {
      const message = parse(block);
      if (message) yield { ...message, data: JSON.parse(message.data), block };
    }
  }
}
