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

export const isFormatName = (name: string): name is FormatName => (FORMAT_NAMES as readonly string[]).includes(name);

/** Formats of files that nothing pushes: tracks of devices, and the table in which people keep their own. */
export const FILE_ONLY_FORMATS = ['nmea', 'gpx', 'geojson', 'csv'] as const;
/** A format in which a file can come: those, or pushes that were kept. */
export const FILE_FORMATS = [...FORMAT_NAMES, ...FILE_ONLY_FORMATS] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What a report was read from. */
export type ReportFormat = FileFormat;

export const isFileFormat = (name: string): name is FileFormat => (FILE_FORMATS as readonly string[]).includes(name);
