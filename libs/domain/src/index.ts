export * from './positions';
export * from './shipments';
