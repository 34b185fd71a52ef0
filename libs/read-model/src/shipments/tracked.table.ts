import { instantAt } from '@waybill/events';
import { instant, nullable, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** Stands for "no fix yet" in `beganAt`: behind all others. */
export const NO_FIX = instantAt(9_000_000_000_000_000);

/** The times that a row of `tracked` covers, in SQL. A fix behind the end of its journey begins nothing. */
export const timesOf = (from: string): string => `int8range(least(${from}began_at, ${from}ended_at), ${from}ended_at, '[]')`;

/**
 * From when to when it may be known where a shipment was, in event time: what was under way at a time is found by it, whatever came before and
 * since. Written when it changes, which is not with every report.
 */
export const TRACKED = defineTable({
  name: 'tracked',
  columns: {
    shipmentId: text(),
    /** Time of the earliest fix of all, be it retracted or doubtful. */
    beganAt: instant(),
    /** End of the journey; null while it goes on. */
    endedAt: nullable(instant()),
  },
  key: ['shipmentId'],
  about: 'shipment_id',
  indexes: { tracked_times: `using gist (${timesOf('')})` },
  onConflict: { beganAt: 'least(t.began_at, excluded.began_at)', endedAt: 'excluded.ended_at' },
  overwriteWhen: 't.began_at > excluded.began_at or t.ended_at is distinct from excluded.ended_at',
});
export type TrackedRow = RowOf<typeof TRACKED>;
