export * from './fix';
export * from './formats';
export * from './history';
export * from './live';
export * from './plausibility';
export * from './scan';
export * from './track';
