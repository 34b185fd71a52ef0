import type { FenceGeometry, SiteTerms } from '@waybill/events';
import { type FenceFault, fenceFaults } from '../geofences';

type Drawn = Pick<SiteTerms, 'latitude' | 'longitude' | 'radiusMetres' | 'geometry'>;

/** How far around a site's place it goes where nothing is said, metres. It was said of every site that was taken in. */
const USUAL_METRES = 300;

/** What is within a site. */
export const fenceOfSite = ({ latitude, longitude, radiusMetres = USUAL_METRES, geometry }: Drawn): FenceGeometry =>
  geometry ?? { type: 'Circle', centre: { latitude, longitude }, radiusMetres };

/** Everything that is wrong with a site beyond the shape of its terms; empty when shipments can be matched against it. */
export function siteFaults(terms: Drawn): FenceFault[] {
  if (terms.radiusMetres === undefined && terms.geometry === undefined)
    return [{ path: ['radiusMetres'], message: 'is required where there is no geometry' }];
  if (terms.radiusMetres !== undefined && terms.geometry !== undefined)
    return [{ path: ['radiusMetres'], message: 'must not be given beside a geometry' }];
  const faults = fenceFaults({ geometry: fenceOfSite(terms), rule: 'inform' });
  return terms.geometry ? faults : faults.map((fault) => ({ ...fault, path: ['radiusMetres'] }));
}
