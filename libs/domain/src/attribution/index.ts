export * from './corrections';
export * from './known';
export * from './questions';
export * from './reach';
export * from './reviews';
export * from './same-fact';
export * from './settlement';
export * from './targets';
