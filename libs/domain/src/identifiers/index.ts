export * from './decisions';
export * from './holdings';
export * from './identifier';
