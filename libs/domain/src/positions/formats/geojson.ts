import { formatInstant } from '@waybill/events';
import type { MarkedFix } from '../track';
import type { FixFormat } from './fix-format';

/** RFC 7946: longitude first, altitude third when known. */
function feature(fix: MarkedFix): object {
  const { latitude, longitude, altitudeMetres, time, recordedTime, ...properties } = fix;
  const coordinates = altitudeMetres === undefined ? [longitude, latitude] : [longitude, latitude, altitudeMetres];
  return {
    type: 'Feature',
    id: fix.eventId,
    geometry: { type: 'Point', coordinates },
    properties: { time: formatInstant(time), recordedTime: formatInstant(recordedTime), ...properties },
  };
}

/** GeoJSON FeatureCollection, one Point per fix. */
export const geojsonFormat: FixFormat = {
  mediaType: 'application/geo+json',
  fileExtension: 'geojson',
  header: (title) => `{"type":"FeatureCollection","name":${JSON.stringify(title)},"features":[\n`,
  row: (fix) => JSON.stringify(feature(fix)),
  separator: ',\n',
  footer: () => '\n]}\n',
};
