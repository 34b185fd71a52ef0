export * from './positions';
export * from './shipments';
export * from './attribution';
export * from './commands';
