export * from './identifiers';
export * from './shipments';
export * from './units';
