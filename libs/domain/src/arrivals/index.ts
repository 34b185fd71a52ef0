export * from './approach';
export * from './arrival';
export * from './followed';
export * from './missing';
export { arrivalsFold, type ShipmentArrivals } from './told';
export * from './visits';
