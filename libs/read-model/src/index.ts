export * from './errors';
export * from './filters';
export * from './read-models';
export * from './views';
