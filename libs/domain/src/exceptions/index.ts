export * from './episode';
export * from './rules';
