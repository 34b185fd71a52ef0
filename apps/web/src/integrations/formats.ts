import type { Schemas } from '../api/client';

type Format = Schemas['CreateSource']['format'];

/** What people call the formats that sources can have. One that is missing does not compile. */
export const FORMATS: Readonly<Record<Format, string>> = {
  aftership: 'AfterShip',
  'dhl-unified': 'DHL Unified Push',
  dcsa: 'DCSA Track & Trace (ocean carriers)',
  easypost: 'EasyPost',
  epcis: 'GS1 EPCIS 2.0',
  fedex: 'FedEx',
  iftsta: 'UN/EDIFACT IFTSTA',
  osmand: 'OsmAnd and Traccar Client (phones)',
  owntracks: 'OwnTracks (phones)',
  samsara: 'Samsara',
  ship24: 'Ship24',
  shippo: 'Shippo',
  traccar: 'Traccar server',
  tts: 'The Things Stack (LoRaWAN)',
  'ups-track-alert': 'UPS Track Alert',
  usps: 'USPS',
  'x12-214': 'ANSI X12 214',
};

/** The formats by name, for a list to choose from. */
export const formatOptions = (Object.entries(FORMATS) as [Format, string][]).sort(([, a], [, b]) => a.localeCompare(b));

export const isFormat = (name: string): name is Format => name in FORMATS;
