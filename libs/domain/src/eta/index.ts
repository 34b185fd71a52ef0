export * from './baselines';
export * from './drivers-hours';
export * from './observed';
export * from './plan';
