/** The formats in their order of importance; the names stand in URLs and in stored facts, so they never change. */
export const FORMAT_NAMES = [
  'easypost',
  'aftership',
  'ups-track-alert',
  'fedex',
  'dhl-unified',
  'usps',
  'dcsa',
  'x12-214',
  'traccar',
  'osmand',
  'owntracks',
  'epcis',
  'ship24',
  'shippo',
  'samsara',
  'iftsta',
  'tts',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
