/** What part of the world a map shows: `<latitude>,<longitude>,<zoom>` in the address of the page. */
export interface MapPlace {
  readonly centre: readonly [longitude: number, latitude: number];
  readonly zoom: number;
}

const PLACE = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?),(\d{1,2}(?:\.\d+)?)$/;

export function parsePlace(text: string): MapPlace | undefined {
  const [latitude, longitude, zoom] = (PLACE.exec(text)?.slice(1) ?? []).map(Number);
  if (latitude === undefined || longitude === undefined || zoom === undefined) return undefined;
  return Math.abs(latitude) > 85 || Math.abs(longitude) > 180 || zoom > 22 ? undefined : { centre: [longitude, latitude], zoom };
}

export const placeText = ({ centre: [longitude, latitude], zoom }: MapPlace): string =>
  `${latitude.toFixed(4)},${longitude.toFixed(4)},${Number(zoom.toFixed(2))}`;
