import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { CATALOGUE, isEventType, MAX_DURATION_DAYS } from '@waybill/events';
import { z } from 'zod';
import { controllers } from '../api.module';

type Def = {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: { check: string; when?: unknown } } }[];
} & Record<string, unknown>;
const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def;

/** What has no bound of its own, and why. */
const UNBOUNDED = new Map<string, string>([
  ['dev.waybill.stream-remembered.v1/state', 'a fold of what was accepted, never given by a caller'],
  ['dev.waybill.identifier-released.v1/until', 'may be the time of the report that ended a journey'],
  ['dev.waybill.fact-retracted.v1/fact/time', 'the time of the report that was moved'],
  ['dev.waybill.fact-reinstated.v1/fact/time', 'the time of the report that was moved'],
  ['dev.waybill.exception-resolved.v1/until', 'the time of the report that ended it'],
]);
/** A report is kept whatever its time is, and what is derived from reports has their times. */
const ofAnyYear = (where: string): boolean => {
  const type = where.split('/')[0] as string;
  return isEventType(type) && CATALOGUE[type].kind !== 'decision';
};
/** Of reports: the members that no schema names are kept as they were sent, within 256 KiB and 32 levels. */
const isKeptWhole = (schema: z.ZodType): boolean => defOf(schema).type === 'unknown';

/** Times before and after what a command may name. */
const BEYOND = ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '2201-01-01T00:00:00Z'];

function leafFault(schema: z.ZodType, where: string): string | undefined {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Record<string, number | string | undefined>;
  switch (defOf(schema).type) {
    case 'string': {
      if (json.maxLength === undefined) return 'a text without an end';
      const isTime = json.format === 'date-time' && !ofAnyYear(where);
      if (isTime && BEYOND.some((time) => schema.safeParse(time).success)) return 'a time of any year';
      return json.format === 'duration' && schema.safeParse(`P${MAX_DURATION_DAYS + 1}D`).success ? 'a duration without an end' : undefined;
    }
    case 'number': {
      const [least, most] = [json.minimum ?? json.exclusiveMinimum, json.maximum ?? json.exclusiveMaximum].map(Number) as [number, number];
      return Math.abs(least) < Number.MAX_SAFE_INTEGER && Math.abs(most) < Number.MAX_SAFE_INTEGER ? undefined : 'a number without bounds';
    }
    case 'array':
      return json.maxItems === undefined ? 'a list without an end' : undefined;
    default:
      return undefined;
  }
}

/** A check over several parts of a value must not see parts that the schema refused. */
const unguarded = ({ checks = [] }: Def): boolean => checks.some(({ _zod: { def } }) => def.check === 'custom' && def.when === undefined);

function partsOf(def: Def): [string, z.ZodType][] {
  const one = (name: string): [string, z.ZodType][] => (def[name] instanceof z.ZodType ? [['', def[name] as z.ZodType]] : []);
  switch (def.type) {
    case 'object':
      return [
        ...Object.entries(def.shape as Record<string, z.ZodType>).map(([name, part]): [string, z.ZodType] => [`/${name}`, part]),
        ...one('catchall'),
      ];
    case 'array':
      return one('element');
    case 'tuple':
      return [...(def.items as z.ZodType[]).map((part): [string, z.ZodType] => ['', part]), ...one('rest')];
    case 'union':
      return (def.options as z.ZodType[]).map((part): [string, z.ZodType] => ['', part]);
    case 'record':
      return [...one('keyType'), ...one('valueType')];
    case 'default':
    case 'optional':
    case 'nullable':
      return one('innerType');
    case 'pipe':
      // What comes in is looked at by the first of the two, unless that only counts it.
      return one(defOf(def.in as z.ZodType).type === 'transform' ? 'out' : 'in');
    case 'string':
    case 'number':
    case 'literal':
    case 'enum':
    case 'boolean':
    case 'never':
    case 'unknown':
      return [];
    default:
      throw new Error(`say how a ${def.type} is bounded`);
  }
}

/** Everything below a schema that could be of any size. */
function unbounded(schema: z.ZodType, where: string): string[] {
  if (UNBOUNDED.has(where)) return [];
  const def = defOf(schema);
  const fault = leafFault(schema, where);
  const isComposite = def.type === 'object' || def.type === 'array';
  if (def.type === 'unknown') return [`${where}: anything`];
  const own = [...(fault ? [fault] : []), ...(isComposite && unguarded(def) ? ['a check that sees what the schema refused'] : [])];
  const parts = partsOf(def).filter(([name, part]) => !(name === '' && def.type === 'object' && isKeptWhole(part)));
  return [...own.map((one) => `${where}: ${one}`), ...parts.flatMap(([name, part]) => unbounded(part, `${where}${name}`))];
}

/** The schemas of bodies and queries that a controller's methods name. */
function schemasOf(controller: new (...args: never[]) => object): [string, z.ZodType][] {
  return Object.getOwnPropertyNames(controller.prototype).flatMap((method) => {
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
    return Object.values<{ schema?: z.ZodType }>(parameters).flatMap(({ schema }): [string, z.ZodType][] =>
      schema ? [[`${controller.name}.${method}`, schema]] : [],
    );
  });
}

describe('everything that is accepted is bounded', () => {
  const routes = controllers.flatMap(schemasOf);

  it('finds the schemas of the routes', () => {
    expect(routes.map(([name]) => name)).toEqual(
      expect.arrayContaining(['ShipmentCommandsController.registerShipment', 'GeofencesController.listGeofences']),
    );
    expect(routes.length).toBeGreaterThan(35);
  });

  it.each(routes)('in %s', (name, schema) => {
    expect(unbounded(schema, name)).toEqual([]);
  });

  it.each(Object.entries(CATALOGUE))('in the data of %s', (type, { schema }) => {
    expect(unbounded(schema, type)).toEqual([]);
  });

  it.each([
    [z.object({ a: z.string() }), 'a text without an end'],
    [z.object({ a: z.number().min(0) }), 'a number without bounds'],
    [z.object({ a: z.int() }), 'a number without bounds'],
    [z.object({ a: z.array(z.boolean()) }), 'a list without an end'],
    [z.object({ a: z.tuple([z.boolean()]).rest(z.string()) }), 'a text without an end'],
    [z.object({ a: z.string().max(30).meta({ format: 'date-time' }) }), 'a time of any year'],
    [z.object({ a: z.string().max(30).meta({ format: 'duration' }) }), 'a duration without an end'],
    [z.object({ a: z.unknown() }), 'anything'],
  ])('%# would be found otherwise', (schema, fault) => {
    expect(unbounded(schema, '')).toEqual([`/a: ${fault}`]);
  });

  it('would find a check that sees what the schema refused', () => {
    expect(
      unbounded(
        z.object({}).refine(() => true),
        'x',
      ),
    ).toEqual(['x: a check that sees what the schema refused']);
  });
});
