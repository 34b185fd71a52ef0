export * from './consignment';
export * from './customer-view';
export * from './effective';
export * from './milestone-fact';
export * from './order';
export * from './status';
export * from './status-tables';
export * from './timeline';
