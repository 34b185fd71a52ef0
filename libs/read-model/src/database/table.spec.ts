import { z } from 'zod';
import { boolean, instant, json, kept, nullable, position, revision, text } from './columns';
import { reading, showing } from './selection';
import { ddlOf, defineTable } from './table';

const THING = defineTable({
  name: 'thing',
  columns: {
    thingId: text(),
    seenAt: instant(),
    endedAt: nullable(instant()),
    revision: revision(),
    position: position(),
    large: kept(json<{ readonly n: number }>()),
    open: boolean(),
  },
  key: ['thingId'],
  about: 'thing_id',
  indexes: { thing_open: '(seen_at) where open' },
  storage: 'fillfactor = 70',
  overwriteWhen: 't.revision < excluded.revision',
});

/** As node-postgres gives it. */
const READ = { thingId: 'T', seenAt: '1000', endedAt: null, revision: '7', position: '9007199254740993', large: { n: 1 }, open: true };

describe('a table that is said once', () => {
  it('is made with its key, its indexes, and null where it may be', () => {
    expect(ddlOf('s_v1', [THING])).toEqual([
      'create table if not exists s_v1.thing ("thing_id" text collate "C" not null, "seen_at" bigint not null, "ended_at" bigint, ' +
        '"revision" bigint not null, "position" bigint not null, "large" jsonb, "open" boolean not null, primary key ("thing_id")) with (fillfactor = 70)',
      'create index if not exists thing_open on s_v1.thing (seen_at) where open',
    ]);
  });

  it('reads rows as they were written', () => {
    expect(reading(THING).of(READ)).toEqual({ ...READ, seenAt: 1_000, revision: 7, position: 9007199254740993n });
    const some = reading(THING, ['thingId', 'seenAt']);
    expect([some.columns('t'), some.of(READ)]).toEqual([
      't."thing_id" as "thingId", t."seen_at" as "seenAt"',
      { thingId: 'T', seenAt: 1_000 },
    ]);
  });

  it('shows the members of an answer that it has, from text and from numbers alike', () => {
    const shown = showing(THING, z.object({ seenAt: z.string(), endedAt: z.string().nullable(), position: z.string(), other: z.string() }));
    expect(shown.columns('t')).toBe('t."seen_at" as "seenAt", t."ended_at" as "endedAt", t."position" as "position"');
    const view = { seenAt: '1970-01-01T00:00:01.000Z', endedAt: null, position: '9007199254740993' };
    expect(shown.of(READ)).toEqual(view);
    expect(shown.ofRow(reading(THING).of(READ))).toEqual(view);
  });
});
