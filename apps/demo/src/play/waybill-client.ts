import { CloudEvent, HTTP, type Message } from 'cloudevents';
import type { Mode, Registration, Report, Site } from '../plan';

/** What the API said about the reports of one request. */
export type Receipt = { readonly accepted: number; readonly duplicates: number; readonly parked: number; readonly rejected: number };
export type Registered = { readonly shipmentId: string; readonly trackingUrl: string };
export type ListedShipment = { readonly shipmentId: string; readonly status: string };

/** The API refused something for good: the demo itself is wrong, so it says so. */
export class Refused extends Error {
  constructor(method: string, path: string, status: number, body: string) {
    super(`${method} ${path} was refused with ${status}: ${body.slice(0, 500)}`);
    this.name = 'Refused';
  }
}

type Request = { readonly method: string; readonly path: string; readonly headers?: Record<string, string>; readonly body?: string };
type Wait = (milliseconds: number) => Promise<void>;

const RETRY_MS = 1_000;
const iso = (time: number) => new Date(time).toISOString();
const json = (body: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const toCloudEvent = ({ source, id, type, subject, time, data }: Report) =>
  new CloudEvent({ source, id, type, subject, time: iso(time), datacontenttype: 'application/json', data });

/** CloudEvents HTTP binding 3.1.3.2: what is not printable ASCII, and quote and percent, is percent-encoded; the SDK leaves that to us. */
const headerValue = (text: unknown) => String(text).replace(/[^\x21\x23\x24\x26-\x7e]+/gu, encodeURIComponent);

/** In an HTTP message as the CloudEvents SDK writes it. */
function message({ headers, body }: Message): Omit<Request, 'method' | 'path'> {
  const encoded = Object.entries(headers).map(([name, value]) => [name, name.startsWith('ce-') ? headerValue(value) : String(value)]);
  return { headers: Object.fromEntries(encoded), body: String(body) };
}

const BODIES: Readonly<Record<Mode, (reports: readonly Report[]) => Omit<Request, 'method' | 'path'>>> = {
  structured: ([first]) => message(HTTP.structured(toCloudEvent(first as Report))),
  batch: (reports) => ({
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(reports.map(toCloudEvent)),
  }),
  binary: ([first]) => message(HTTP.binary(toCloudEvent(first as Report))),
};

/**
 * The API as the outside world sees it. Every call is repeated while the API is away or busy: commands carry an idempotency
 * key and reports their id, so that repeating is safe.
 */
export class WaybillClient {
  constructor(
    readonly url: string,
    private readonly key: string,
    private readonly wait: Wait,
  ) {}

  /** The same API with another key. */
  with(key: string): WaybillClient {
    return new WaybillClient(this.url, key, this.wait);
  }

  async createKey(name: string, sourcePrefix: string): Promise<string> {
    const body = { name, role: 'integration', sourcePrefix };
    return (await this.command('/v1/api-keys', body, name)).key;
  }

  register(registration: Registration): Promise<Registered> {
    const planned = <T extends { plannedDeparture: number; plannedArrival: number }>(of: T) => ({
      ...of,
      plannedDeparture: iso(of.plannedDeparture),
      plannedArrival: iso(of.plannedArrival),
    });
    const body = { ...planned(registration), stops: registration.stops?.map(planned) };
    return this.command('/v1/shipments', body, `register-${registration.shipmentId}`);
  }

  /** The same in every run of the demo: it is registered once. */
  async registerSite(site: Site): Promise<void> {
    await this.command('/v1/sites', site, `site-${site.siteId}`);
  }

  /** @param what `shipment:<id>`, or a unit as `<scheme>:<value>` */
  async move(kind: 'load' | 'unload', what: string, unit: string, at: number): Promise<void> {
    const [scheme = '', value = ''] = what.split(':');
    const thing = scheme === 'shipment' ? `shipments/${value}` : `units/${scheme}/${encodeURIComponent(value)}`;
    await this.command(`/v1/${thing}/${kind}`, { unit, at: iso(at) }, `${kind}-${what}-${unit}`);
  }

  /** One request. `structured` and `binary` carry one report, `batch` any number. */
  async send(mode: Mode, reports: readonly Report[]): Promise<Receipt> {
    return this.request({ method: 'POST', path: '/v1/events', ...BODIES[mode](reports) });
  }

  /** Up to 200 shipments, those that changed last first. */
  async shipments(): Promise<readonly ListedShipment[]> {
    return (await this.request({ method: 'GET', path: '/v1/shipments?limit=200' })).items;
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, read by the caller
  private command(path: string, body: unknown, idempotencyKey: string): Promise<any> {
    const { headers, body: text } = json(body);
    return this.request({ method: 'POST', path, headers: { ...headers, 'idempotency-key': idempotencyKey }, body: text });
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  private async request({ method, path, headers, body }: Request): Promise<any> {
    for (;;) {
      const answer = await fetch(this.url + path, { method, body, headers: { ...headers, authorization: `Bearer ${this.key}` } }).catch(
        () => undefined,
      );
      if (answer?.ok) return answer.json();
      if (answer && answer.status !== 429 && answer.status !== 503) throw new Refused(method, path, answer.status, await answer.text());
      await this.wait(1_000 * Number(answer?.headers.get('retry-after') ?? 0) || RETRY_MS);
    }
  }
}
