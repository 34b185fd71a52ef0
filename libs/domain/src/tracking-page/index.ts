export * from './decisions';
export * from './faults';
export * from './rule';
export * from './tracking-page';
