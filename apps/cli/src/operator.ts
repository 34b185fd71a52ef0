import fs from 'node:fs';
import path from 'node:path';
import { loadConfig, readAddresses } from '@waybill/platform';
import { Refusal } from './refusal';

/** Waybill does not answer now, but may later. */
export class Unreachable extends Refusal {}

/** Where the API of the running Waybill is, and the key to it. @throws Refusal */
function door(): { readonly url: string; readonly key: string } {
  const config = loadConfig();
  const keyFile = path.join(config.dataDir, 'operator-api-key');
  const key = config.operatorApiKey ?? (fs.existsSync(keyFile) ? fs.readFileSync(keyFile, 'utf8').trim() : undefined);
  if (!key)
    throw new Refusal(`There is no operator key in ${keyFile}: set OPERATOR_API_KEY, or DATA_DIR to the folder of the Waybill you mean.`);
  const url = config.waybillUrl ?? readAddresses(config.dataDir)?.apiUrl ?? config.publicUrl;
  return { url, key };
}

async function send(url: string, method: string, key: string, body: unknown, type = 'application/json'): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': type }) };
  try {
    return await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Unreachable(`Nothing answers at ${new URL(url).origin}: start Waybill first, or set WAYBILL_URL to where its API is.`);
  }
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly detail: string }[];
}

function refusal(status: number, { title, detail, errors = [] }: Problem): Refusal {
  const said = [title ?? `The API answered ${status}`, ...errors.map((error) => error.detail), detail].filter(Boolean).join(': ');
  return status === 503 || status === 429 ? new Unreachable(said) : new Refusal(said);
}

/** Asks the API of the running Waybill as its operator. @throws Refusal with the problem's own words */
export async function ask<Answer>(method: 'GET' | 'POST' | 'DELETE', address: string, body?: unknown): Promise<Answer> {
  const { url, key } = door();
  const response = await send(url + address, method, key, body);
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer as Answer;
  throw refusal(response.status, answer as Problem);
}

/** All items of a list, page by page. @throws Refusal */
export async function* listed<Item>(address: string, filter: Readonly<Record<string, string>> = {}): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...filter, limit: '200', ...(cursor && { cursor }) });
    const page: { readonly items: readonly Item[]; readonly nextCursor: string | null } = await ask('GET', `${address}?${query}`);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor);
}

/** What became of an event of a batch. */
export interface EventAnswer {
  readonly outcome: 'appended' | 'duplicate' | 'parked' | 'rejected';
  readonly problem?: Problem & { readonly type?: string };
}

/** Sends a batch of CloudEvents as the operator; of one in which nothing was acceptable, too, the answer has each event's own. @throws Refusal */
export async function sendEvents(events: readonly object[]): Promise<readonly EventAnswer[]> {
  const { url, key } = door();
  const response = await send(`${url}/v1/events`, 'POST', key, events, 'application/cloudevents-batch+json');
  const answer = (await response.json().catch(() => ({}))) as Problem & { events?: readonly EventAnswer[] };
  if (answer.events?.length === events.length) return answer.events;
  throw refusal(response.status, answer);
}
