import type { Point } from '../geo';

/** A place of the demo's world, as carriers name it in scans. */
export type Place = Point & { readonly city: string; readonly country: string; readonly unlocode?: string };

/**
 * Where a unit goes through. With `stopMinutes` it stands there and goods are scanned, with `breakdownMinutes` it stands there although no plan
 * says so, else it only passes.
 */
export type Waypoint = Place & { readonly stopMinutes?: number; readonly breakdownMinutes?: number };

const place = (city: string, country: string, latitude: number, longitude: number, unlocode?: string): Place => ({
  city,
  country,
  latitude,
  longitude,
  ...(unlocode ? { unlocode } : {}),
});
const stop = (at: Place, stopMinutes: number): Waypoint => ({ ...at, stopMinutes });

export const HAMBURG = place('Hamburg', 'DE', 53.5045, 9.9312, 'DEHAM');
export const MUNICH = place('Munich', 'DE', 48.1372, 11.5756, 'DEMUC');
export const ROTTERDAM = place('Rotterdam', 'NL', 51.9496, 4.1453, 'NLRTM');
export const MILAN = place('Milan', 'IT', 45.4642, 9.19, 'ITMIL');
export const LOS_ANGELES = place('Los Angeles', 'US', 33.9806, -118.1937, 'USLAX');
export const CHICAGO = place('Chicago', 'US', 41.8119, -87.7873, 'USCHI');
export const SHENZHEN = place('Shenzhen', 'CN', 22.5659, 114.2726, 'CNSZX');
export const LONG_BEACH = place('Long Beach', 'US', 33.7542, -118.2165, 'USLGB');
export const PHOENIX = place('Phoenix', 'US', 33.4484, -112.074, 'USPHX');
export const PARIS = place('Paris', 'FR', 48.9527, 2.5483, 'FRPAR');
export const MARSEILLE = place('Marseille', 'FR', 43.3965, 5.2217, 'FRMRS');
export const SAO_PAULO = place('São Paulo', 'BR', -23.5018, -46.7433, 'BRSAO');
export const PORTO_ALEGRE = place('Porto Alegre', 'BR', -29.9792, -51.1786, 'BRPOA');
export const MUMBAI = place('Mumbai', 'IN', 18.9498, 72.9512, 'INBOM');
export const DELHI = place('Delhi', 'IN', 28.5244, 77.2618, 'INDEL');
export const BERLIN = place('Berlin', 'DE', 52.4722, 13.4022, 'DEBER');

/** As long as a driver rests for the night, minutes. */
const OVERNIGHT = 690;

/** Roads and sea lanes, roughly: enough that a map looks right. */
export const HAMBURG_MUNICH: readonly Waypoint[] = [
  HAMBURG,
  place('Soltau', 'DE', 52.9862, 9.8433),
  stop(place('Hannover', 'DE', 52.4227, 9.6817), 25),
  place('Göttingen', 'DE', 51.5328, 9.9028),
  stop(place('Kassel', 'DE', 51.2707, 9.5228), OVERNIGHT),
  place('Fulda', 'DE', 50.5527, 9.7151),
  place('Würzburg', 'DE', 49.7667, 9.9501),
  stop(place('Nuremberg', 'DE', 49.3949, 11.0968), 30),
  place('Ingolstadt', 'DE', 48.7798, 11.4688),
  MUNICH,
];
export const ROTTERDAM_MILAN: readonly Waypoint[] = [
  ROTTERDAM,
  place('Venlo', 'NL', 51.3703, 6.1724),
  stop(place('Cologne', 'DE', 50.8789, 7.0121), 40),
  place('Frankfurt', 'DE', 50.0379, 8.5622),
  place('Karlsruhe', 'DE', 49.0069, 8.4037),
  stop(place('Basel', 'CH', 47.5596, 7.5886), 60),
  place('Lucerne', 'CH', 47.0502, 8.3093),
  place('Airolo', 'CH', 46.5289, 8.6099),
  stop(place('Chiasso', 'CH', 45.8339, 9.0321), 50),
  MILAN,
];
export const LOS_ANGELES_CHICAGO: readonly Waypoint[] = [
  LOS_ANGELES,
  place('Barstow', 'US', 34.8958, -117.0173),
  stop(place('Las Vegas', 'US', 36.1716, -115.1391), 40),
  place('Cedar City', 'US', 37.6775, -113.0619),
  place('Green River', 'US', 38.9953, -110.1596),
  stop(place('Denver', 'US', 39.7817, -104.8772), 600),
  place('North Platte', 'US', 41.1239, -100.7654),
  stop(place('Omaha', 'US', 41.2289, -96.0973), 45),
  place('Des Moines', 'US', 41.5868, -93.625),
  CHICAGO,
];
export const SHENZHEN_LONG_BEACH: readonly Waypoint[] = [
  SHENZHEN,
  place('Luzon Strait', 'XZ', 20.9, 120.6),
  place('Pacific, south of Japan', 'XZ', 30.2, 139.8),
  place('North Pacific', 'XZ', 38.6, 160.2),
  place('North Pacific', 'XZ', 42.4, -178.4),
  place('North Pacific', 'XZ', 42.1, -158.7),
  place('North Pacific', 'XZ', 38.3, -137.2),
  LONG_BEACH,
];
export const LONG_BEACH_PHOENIX: readonly Waypoint[] = [
  LONG_BEACH,
  place('Riverside', 'US', 33.9806, -117.3755),
  stop(place('Blythe', 'US', 33.6103, -114.5964), 30),
  PHOENIX,
];
export const PARIS_MARSEILLE: readonly Waypoint[] = [
  PARIS,
  place('Auxerre', 'FR', 47.7982, 3.5738),
  place('Beaune', 'FR', 47.0262, 4.8401),
  stop(place('Lyon', 'FR', 45.7207, 4.9602), OVERNIGHT),
  place('Valence', 'FR', 44.9334, 4.8924),
  place('Orange', 'FR', 44.1381, 4.8079),
  MARSEILLE,
];
/** As above, but its truck breaks down half-way. */
export const PARIS_BEAUNE_MARSEILLE: readonly Waypoint[] = [
  PARIS,
  place('Auxerre', 'FR', 47.7982, 3.5738),
  { ...place('Beaune', 'FR', 47.0262, 4.8401), breakdownMinutes: 10 * 60 },
  MARSEILLE,
];
export const SAO_PAULO_PORTO_ALEGRE: readonly Waypoint[] = [
  SAO_PAULO,
  place('Registro', 'BR', -24.4971, -47.8449),
  stop(place('Curitiba', 'BR', -25.5163, -49.2306), 60),
  place('Florianópolis', 'BR', -27.5954, -48.548),
  place('Torres', 'BR', -29.3352, -49.7269),
  PORTO_ALEGRE,
];
export const MUMBAI_DELHI: readonly Waypoint[] = [
  MUMBAI,
  place('Surat', 'IN', 21.1702, 72.8311),
  stop(place('Vadodara', 'IN', 22.3072, 73.1812), 50),
  place('Udaipur', 'IN', 24.5854, 73.7125),
  stop(place('Jaipur', 'IN', 26.9124, 75.7873), 60),
  DELHI,
];
/** Doors that a courier calls at, one parcel each. */
export const BERLIN_DOORS: readonly Place[] = [
  place('Berlin', 'DE', 52.4862, 13.4249),
  place('Berlin', 'DE', 52.4991, 13.4181),
  place('Berlin', 'DE', 52.5074, 13.4506),
  place('Berlin', 'DE', 52.5163, 13.4546),
  place('Berlin', 'DE', 52.5234, 13.4114),
  place('Berlin', 'DE', 52.5387, 13.4128),
  place('Berlin', 'DE', 52.5413, 13.3892),
  place('Berlin', 'DE', 52.5301, 13.3633),
];
