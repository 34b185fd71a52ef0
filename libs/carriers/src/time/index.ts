export * from './clock-text';
export * from './reading';
export { offsetMinutes, zonesOfCountry } from './zones';
