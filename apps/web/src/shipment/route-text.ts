import type { Position } from 'geojson';
import { texts } from '../texts';

/** Places as people write and copy them: a line each, latitude first. @throws Error that names the line that is none */
export function routeOf(text: string): readonly Position[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [latitude = Number.NaN, longitude = Number.NaN, ...more] = line
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(Number);
    if (more.length > 0 || !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw new Error(texts.shipment.noPlace(line));
    return [longitude, latitude];
  });
}

export const routeText = (coordinates: readonly Position[]): string =>
  coordinates.map(([longitude, latitude]) => `${latitude}, ${longitude}`).join('\n');
