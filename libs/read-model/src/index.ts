export { compareBuilds, inSnapshot, type Side } from './comparison/compare';
export type { ComparedTable } from './comparison/tables';
export * from './database/errors';
export { isTransient } from './database/failures';
export { type DatabaseOptions, type Queryable, ReadDatabase } from './database/read-database';
export * from './filters';
export * from './geofences/tables';
export * from './geofences/write';
export * from './identifiers/tables';
export * from './identifiers/write';
export * from './meta/build-control';
export {
  BuildDesk,
  type BuildPurpose,
  type BuildRefusal,
  type BuildRequest,
  type BuildState,
  type Comparison,
  type Difference,
} from './meta/builds';
export * from './meta/checkpoints';
export * from './meta/dead-letter-desk';
export * from './meta/leases';
export { migrate } from './meta/migrate';
export * from './meta/parked';
export * from './meta/processor';
export type { Progress } from './meta/progress';
export { progress } from './meta/progress';
export * from './meta/projectors';
export * from './meta/redelivery';
export * from './read-models';
export type { CustomerPage } from './shipments/customer-page';
export * from './shipments/load';
export * from './shipments/rows';
export * from './shipments/tables';
export * from './shipments/write';
export * from './views';
