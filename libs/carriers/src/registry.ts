import { aftership } from './aftership';
import { dcsa } from './dcsa';
import { dhlUnified } from './dhl-unified';
import { easypost } from './easypost';
import { epcis } from './epcis';
import { fedex } from './fedex';
import type { FormatName } from './format-names';
import { iftsta } from './iftsta';
import { osmand } from './osmand';
import { owntracks } from './owntracks';
import type { CarrierFormat } from './port';
import { samsara } from './samsara';
import { ship24 } from './ship24';
import { shippo } from './shippo';
import { traccar } from './traccar';
import { tts } from './tts';
import { upsTrackAlert } from './ups-track-alert';
import { usps } from './usps';
import { x12214 } from './x12-214';

/** Every format that is understood. A new one is a folder of its own, a name in `format-names.ts`, and a line here. */
export const FORMATS: Readonly<Record<FormatName, CarrierFormat>> = {
  easypost,
  aftership,
  'ups-track-alert': upsTrackAlert,
  fedex,
  'dhl-unified': dhlUnified,
  usps,
  dcsa,
  'x12-214': x12214,
  traccar,
  osmand,
  owntracks,
  epcis,
  ship24,
  shippo,
  samsara,
  iftsta,
  tts,
};
