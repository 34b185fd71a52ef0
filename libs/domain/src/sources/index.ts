export * from './decisions';
export * from './source';
