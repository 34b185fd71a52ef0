export * from './csv';
export { type FixFormat, renderFixes } from './fix-format';
export * from './geojson';
export * from './gpx';
