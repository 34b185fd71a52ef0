export * from './identifiers';
export * from './shipments';
export * from './sources';
export * from './units';
