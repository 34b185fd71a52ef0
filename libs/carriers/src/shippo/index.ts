import type { CarrierFormat } from '../port';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';
import { verify } from './verify';

export const shippo: CarrierFormat = {
  name: 'shippo',
  title: 'Shippo tracking web hooks',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
