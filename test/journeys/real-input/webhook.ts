import { type Answer, BATCH, httpClient, type Sending, STRUCTURED } from '../../support/http';
import type { RunningWaybill } from '../../support/waybill';
import type { CloudEvent } from './cloud-event';

/** What became of many reports, and the positions of the answers. */
export type Outcome = { accepted: number; duplicates: number; parked: number; rejected: number; readonly positions: string[] };

type Receipt = { readonly position: string | null } & Readonly<Record<'accepted' | 'duplicates' | 'parked' | 'rejected', number>>;

const BATCH_SIZE = 250;
const AT_ONCE = 4;

/** Any answer that says what became of each event: a batch without a good one comes back as 400 and says the same. */
async function post(url: string, key: string, events: readonly CloudEvent[]): Promise<Receipt> {
  const answer = await httpClient(url, key)('/v1/events', { body: events, headers: BATCH });
  if (answer.status !== 202 && answer.status !== 400) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

/** Sends everything in batches, several at once, in the order given. */
export async function sendAll(url: string, key: string, events: readonly CloudEvent[]): Promise<Outcome> {
  const outcome: Outcome = { accepted: 0, duplicates: 0, parked: 0, rejected: 0, positions: [] };
  const batches = Array.from({ length: Math.ceil(events.length / BATCH_SIZE) }, (_, index) =>
    events.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const receipt = await post(url, key, batch);
      for (const name of ['accepted', 'duplicates', 'parked', 'rejected'] as const) outcome[name] += receipt[name];
      if (receipt.position !== null) outcome.positions.push(receipt.position);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}

/** The API with the operator's key. Answers JSON, throws for everything but 2xx. */
export class Coordinator {
  constructor(private readonly waybill: RunningWaybill) {}

  // biome-ignore lint/suspicious/noExplicitAny: answers are read by the tests
  async get(path: string): Promise<any> {
    return (await this.call(path)).body;
  }

  async text(path: string, accept: string): Promise<string> {
    return (await this.call(path, { headers: { accept } })).text;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async post(path: string, body: unknown): Promise<any> {
    return (await this.call(path, { body })).body;
  }

  /** One report, in structured mode. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  async send(event: object): Promise<any> {
    return (await this.call('/v1/events', { body: event, headers: STRUCTURED })).body;
  }

  /** All items of a list, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  async all(path: string): Promise<any[]> {
    const items: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await this.get(`${path}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** Returns when everything up to these positions can be read. */
  async readsUpTo(positions: readonly string[]): Promise<void> {
    for (const position of positions) await this.get(`/v1/shipments?limit=1&settled=true&minPosition=${position}`);
  }

  private async call(path: string, sending?: Sending): Promise<Answer> {
    const { url, operatorKey } = this.waybill;
    const answer = await httpClient(url, operatorKey)(path, sending);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}
