export * from './approach';
export * from './arrival';
export * from './followed';
export * from './missing';
export { arrivalsFold, type ShipmentArrivals } from './shipment-arrivals';
export * from './visits';
