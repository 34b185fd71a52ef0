export * from './facts';
export * from './snapshot';
