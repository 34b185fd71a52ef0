export * from './detection';
export * from './episode';
export * from './fact';
export * from './rules';
export * from './watch';
