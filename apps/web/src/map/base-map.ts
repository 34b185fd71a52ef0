import { answerOf, api } from '../api/client';
import type { BaseMap } from './base';
import { foreignMap } from './foreign-map';
import { worldMap } from './world-map';

async function configured(): Promise<BaseMap> {
  const { style, streets } = await answerOf(api.GET('/v1/map/base'));
  if (style !== null) return foreignMap(style);
  if (streets === null) return worldMap();
  const { streetMap } = await import('./street-map');
  return streetMap(new URL(streets, location.href).href);
}

let base: Promise<BaseMap> | undefined;

/** The base of all maps, found out once. Where the configured one cannot be had, shipments are shown all the same. */
export function loadBaseMap(): Promise<BaseMap> {
  base ??= configured()
    .catch((error: unknown) => {
      console.warn('The configured base map cannot be had:', error);
      return worldMap();
    })
    .catch((error: unknown) => {
      base = undefined;
      throw error;
    });
  return base;
}
