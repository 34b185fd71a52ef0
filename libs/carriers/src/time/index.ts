export * from './clock-text';
export * from './reading';
export { offsetMinutes, resolveLocal, zonesOfCountry } from './zones';
