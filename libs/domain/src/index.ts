export * from './attribution';
export * from './commands';
export * from './exceptions';
export * from './geofences';
export * from './positions';
export * from './shipments';
export * from './snapshot';
