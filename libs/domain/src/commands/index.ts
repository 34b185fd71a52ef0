export * from './decision';
export * from './exceptions';
export * from './geofences';
export * from './identifiers';
export * from './keys';
export * from './shipments';
export * from './sources';
export * from './units';
