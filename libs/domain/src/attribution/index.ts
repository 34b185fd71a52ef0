export * from './identifier-state';
export * from './intervals';
export * from './journey-end';
export * from './last-stay';
export * from './passages';
export * from './shipment-state';
export * from './targets';
