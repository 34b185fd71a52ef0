export * from './binding';
export * from './decisions';
export * from './fence';
export * from './history';
export { isOpenAt } from './opening';
export { SITE, type SiteState } from './site';
