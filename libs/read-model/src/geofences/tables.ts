import type { ComparedTable } from '../comparison/tables';

/** Tables of the geofences read model: each fence with all its versions, as decided. */
export const geofenceTables = (schema: string): readonly string[] => [
  // name: of the last version that was drawn.
  `create table if not exists ${schema}.geofence (
    geofence_id text collate "C" primary key,
    revision int not null,
    name text collate "C" not null,
    versions jsonb not null
  )`,
  `create index if not exists geofence_name on ${schema}.geofence (name, geofence_id)`,
];

/** By what the rows are told apart when two builds are compared. */
export const GEOFENCE_COMPARISON: readonly ComparedTable[] = [{ table: 'geofence', key: 'geofence_id' }];
