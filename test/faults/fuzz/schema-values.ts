import type { Chance } from '../harness/chance';

/** As much of JSON Schema as the product's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}
export type Components = Readonly<Record<string, Schema>>;

const TEXTS = [
  'a',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u200b',
  '%00',
  '../..',
  "' or 1=1 --",
  '__proto__',
  'NaN',
  '-1',
  '1e400',
  '9007199254740993',
  '\u{1f69a}',
  'Ünïcöde',
  'true',
  'null',
  '{}',
];
const NUMBERS = [0, -0, 1, -1, 0.5, 180, -180, 1e-7, 2 ** 31, 2 ** 53, -(2 ** 63), 5e-324, 1.7976931348623157e308];
const TIMES = [
  '2026-03-01T10:00:00Z',
  '1970-01-01T00:00:00Z',
  '2200-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999+23:59',
  '2026-02-30T00:00:00Z',
  '2026-06-30T23:59:60Z',
  'now',
];
const DURATIONS = ['PT1H', 'P1D', 'PT0S', 'P3660D', 'P3661D', 'P1Y', 'P106751991167D', '-PT1H', `P${'9'.repeat(5_000)}D`];

/** How often something of that kind is larger than anything has to be. */
const LARGE = 0.03;
/** Values of one body: beyond them it is not made longer. */
const MOST_VALUES = 10_000;

/** The first times and durations are right. */
const RIGHT = 3;

/** Anything that JSON can say, of any kind. */
export function anything(chance: Chance, depth = 0): unknown {
  const isLarge = chance.next() < LARGE;
  switch (chance.below(depth > 3 ? 4 : 7)) {
    case 0:
      return chance.pick(TEXTS);
    case 1:
      return chance.pick(NUMBERS);
    case 2:
      return chance.pick([null, true, false]);
    case 3:
      return 'x'.repeat(isLarge ? 100_000 : chance.pick([65, 201, 1_001]));
    case 4:
      return Array.from({ length: isLarge ? 20_000 : chance.below(4) }, () => chance.pick(NUMBERS));
    case 5:
      return Object.fromEntries(Array.from({ length: chance.below(4) }, () => [chance.pick(TEXTS), anything(chance, depth + 1)]));
    default:
      return JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`);
  }
}

/** A value that a schema describes, wrong at some of its places: each with the given probability. */
export class SchemaValues {
  private made = 0;

  constructor(
    private readonly chance: Chance,
    private readonly components: Components,
    private readonly wrongness: number,
    /** Names that are known to the product, by the property that holds them. */
    private readonly known: (property: string) => string | undefined,
  ) {}

  of(schema: Schema, property = ''): unknown {
    this.made += 1;
    if (this.made > MOST_VALUES) return null;
    if (this.chance.next() < this.wrongness) return anything(this.chance);
    if (schema.$ref) return this.of(this.components[schema.$ref.split('/').at(-1) as string] as Schema, property);
    const options = schema.anyOf ?? schema.oneOf;
    if (options) return this.of(this.chance.pick(options), property);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.chance.pick(schema.enum);
    return this.ofType(schema, property);
  }

  private ofType(schema: Schema, property: string): unknown {
    switch (schema.type) {
      case 'object':
        return this.object(schema);
      case 'array':
        return this.list(schema, property);
      case 'number':
      case 'integer':
        return this.number(schema);
      case 'boolean':
        return this.chance.next() < 0.5;
      case 'string':
        return this.text(schema, property);
      default:
        return anything(this.chance);
    }
  }

  private object({ properties = {}, required = [] }: Schema): object {
    const names = Object.keys(properties).filter((name) => this.chance.next() < (required.includes(name) ? 0.98 : 0.4));
    const extra = this.chance.next() < this.wrongness ? [[this.chance.pick(TEXTS), anything(this.chance)]] : [];
    return Object.fromEntries([...names.map((name) => [name, this.of(properties[name] as Schema, name)]), ...extra]);
  }

  private list({ items, prefixItems, maxItems = 3 }: Schema, property: string): unknown[] {
    if (prefixItems) return prefixItems.map((one) => this.of(one)).slice(0, this.chance.next() < 0.9 ? prefixItems.length : 1);
    const length =
      this.chance.next() < this.wrongness ? this.chance.pick([0, maxItems, maxItems + 1]) : 1 + this.chance.below(Math.min(4, maxItems));
    return Array.from({ length: Math.min(length, 2_000) }, () => this.of(items || {}, property));
  }

  private number({ type, minimum = -1e6, maximum = 1e6 }: Schema): number {
    const value = this.chance.pick([
      minimum,
      maximum,
      this.chance.between(minimum, maximum),
      ...(this.wrongness === 0 ? [] : NUMBERS.slice(0, 5)),
    ]);
    return type === 'integer' ? Math.trunc(value) : value;
  }

  private text({ format, maxLength = 20, examples }: Schema, property: string): unknown {
    const isRight = this.wrongness === 0;
    if (format === 'date-time') return this.chance.pick(isRight ? TIMES.slice(0, RIGHT) : TIMES);
    if (format === 'duration') return this.chance.pick(isRight ? DURATIONS.slice(0, RIGHT) : DURATIONS);
    const name = this.known(property);
    if (name !== undefined && this.chance.next() < 0.8) return name;
    if (examples && this.chance.next() < 0.7) return this.chance.pick(examples);
    if (isRight) return this.chance.pick(['a', 'x'.repeat(maxLength), 'Ünïcöde'.slice(0, maxLength)]);
    return this.chance.pick([...TEXTS, 'x'.repeat(maxLength), 'x'.repeat(maxLength + 1)]);
  }
}
