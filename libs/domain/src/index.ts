export * from './attribution';
export * from './commands';
export * from './positions';
export * from './shipments';
