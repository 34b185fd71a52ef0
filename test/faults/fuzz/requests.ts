import type { Chance } from '../harness/chance';
import type { Request } from './exchange';
import type { Described, Route } from './routes';
import { anything, type Schema, SchemaValues } from './schema-values';

/** Names that the product knows by now, by what they are names of. */
export class Known {
  private readonly names: Record<string, string[]> = {
    scheme: ['vehicle', 'device', 'container', 'tracking-number', 'planet'],
    value: ['T-1', 'dhl/1'],
    unit: ['vehicle:T-1', 'device:D-1'],
  };

  /** At most as many as a page has: what is older makes room. */
  add(kind: string, name: unknown): void {
    if (typeof name !== 'string') return;
    this.names[kind] = [...(this.names[kind] ?? []), name].slice(-200);
  }

  pick(kind: string, chance: Chance): string | undefined {
    const names = this.names[kind];
    return names && chance.pick(names);
  }
}

const GARBAGE = ['x', '%00', '%ff', '..%2f', '%E2%80%8B', '0', '-1', '9'.repeat(30), 'a'.repeat(1_500), '%f0%9f%9a%9a'];
/** A wait for what will never be is answered when it is over: that is no slow answer. */
const WAITS = new Set(['minPosition', 'settled']);
/** A build of a read model would be under way when the run is judged. */
const NO_NAMES = new Set(['name']);

/** Requests that are right but for something, made out of the description of the routes. */
export class Requests {
  constructor(
    private readonly described: Described,
    private readonly known: Known,
  ) {}

  next(chance: Chance): Request {
    const route = chance.pick(this.described.routes);
    const wrongness = chance.pick([0, 0.01, 0.05, 0.3]);
    const values = new SchemaValues(chance, this.described.components, wrongness, (property) => this.known.pick(property, chance));
    const path = `${this.pathOf(route, chance)}${this.queryOf(route, values, chance)}`;
    if (route.bodies.length === 0) return { method: route.method, path };
    const [type, schema] = chance.pick(route.bodies);
    const mediaType = chance.next() < 0.03 ? chance.pick(['text/plain', 'application/json; charset=utf-16', 'garbage', '']) : type;
    return {
      method: route.method,
      path,
      headers: { 'content-type': mediaType, ...this.attributes(route, type, chance) },
      body: this.bodyOf(schema, values, chance),
    };
  }

  private pathOf({ path }: Route, chance: Chance): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const known = NO_NAMES.has(name) ? undefined : this.known.pick(name, chance);
      return known !== undefined && chance.next() < 0.85 ? encodeURIComponent(known) : chance.pick(GARBAGE);
    });
  }

  private queryOf({ query }: Route, values: SchemaValues, chance: Chance): string {
    const given = query.filter(({ name }) => !WAITS.has(name) && chance.next() < 0.3);
    const parts = given.map(({ name, schema = {} }) => `${name}=${this.parameter(name, schema, values, chance)}`);
    return parts.length > 0 ? `?${parts.join('&')}` : '';
  }

  private parameter(name: string, schema: Schema, values: SchemaValues, chance: Chance): string {
    if (chance.next() < 0.1) return chance.pick(GARBAGE);
    const box = () => Array.from({ length: 4 }, () => chance.pick([-180, 180, 0, 1e-7, -90, 90, 200])).join(',');
    const value = name === 'bbox' ? box() : String(values.of(schema, name)).slice(0, 3_000);
    return encodeURIComponent(value.toWellFormed());
  }

  /** Binary mode carries what is needed to know an event in headers. */
  private attributes({ path }: Route, type: string, chance: Chance): Record<string, string> {
    if (path !== '/v1/events' || type !== 'application/json') return {};
    const subject = `shipment:${this.known.pick('shipmentId', chance)}`;
    const time = chance.pick(['2026-03-01T10:00:00Z', '0001-01-01T00:00:00Z', 'x']);
    return {
      'ce-specversion': '1.0',
      'ce-id': String(chance.below(1e6)),
      'ce-source': 'urn:fuzz',
      'ce-type': 'dev.waybill.position-reported.v1',
      'ce-subject': subject,
      'ce-time': time,
    };
  }

  private bodyOf(schema: Schema, values: SchemaValues, chance: Chance): Buffer {
    const value = chance.next() < 0.02 ? anything(chance) : values.of(schema);
    const text = Buffer.from(JSON.stringify(this.addressed(value, chance)) ?? '');
    if (text.length === 0 || chance.next() > 0.1) return text.subarray(0, 1_100_000);
    const at = chance.below(text.length);
    switch (chance.below(4)) {
      case 0:
        return text.subarray(0, at);
      case 1:
        return Buffer.concat([text.subarray(0, at), Buffer.from([chance.below(256)]), text.subarray(at + 1)]);
      case 2:
        return Buffer.concat([text, text]);
      default:
        return Buffer.concat([text.subarray(0, at), text.subarray(chance.below(text.length))]);
    }
  }

  /** Events about what is known, under ids of their own more often than not. */
  private addressed(value: unknown, chance: Chance): unknown {
    if (Array.isArray(value)) return value.map((one) => this.addressed(one, chance));
    if (typeof value !== 'object' || value === null || !('specversion' in value)) return value;
    const shipmentId = this.known.pick('shipmentId', chance);
    const subject = chance.next() < 0.7 && shipmentId ? { subject: `shipment:${shipmentId}` } : {};
    return { ...value, ...subject, ...(chance.next() < 0.8 && { id: String(chance.below(1e9)), source: 'urn:fuzz' }) };
  }
}
