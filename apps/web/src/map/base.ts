import type { StyleSpecification } from 'maplibre-gl';
import type { MapColours } from './colours';

/** What shipments are drawn on. */
export interface BaseMap {
  readonly kind: 'world' | 'streets' | 'foreign';
  readonly style: (colours: MapColours) => StyleSpecification;
  /** What has another colour in the other theme. */
  readonly paint: readonly (readonly [layer: string, property: string, colour: keyof MapColours])[];
}
