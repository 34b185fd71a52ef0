import type { Place } from '../world/places';

const town = (city: string, country: string, latitude: number, longitude: number): Place => ({ city, country, latitude, longitude });

/** Where vans go round, in the order in which they are filled. The demo opens on the first one. */
export const TOWNS: readonly Place[] = [
  town('Berlin', 'DE', 52.515, 13.405),
  town('London', 'GB', 51.509, -0.126),
  town('Paris', 'FR', 48.857, 2.352),
  town('Madrid', 'ES', 40.417, -3.704),
  town('Milan', 'IT', 45.464, 9.19),
  town('Vienna', 'AT', 48.208, 16.372),
  town('Warsaw', 'PL', 52.23, 21.012),
  town('Prague', 'CZ', 50.088, 14.42),
  town('Brussels', 'BE', 50.847, 4.357),
  town('Munich', 'DE', 48.137, 11.576),
  town('Lyon', 'FR', 45.764, 4.836),
  town('Zürich', 'CH', 47.377, 8.541),
  town('Budapest', 'HU', 47.498, 19.04),
  town('Gothenburg', 'SE', 57.709, 11.975),
  town('Cologne', 'DE', 50.938, 6.96),
  town('Łódź', 'PL', 51.759, 19.456),
];
