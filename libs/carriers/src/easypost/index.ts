import type { CarrierFormat } from '../port';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';
import { verify } from './verify';

export const easypost: CarrierFormat = {
  name: 'easypost',
  title: 'EasyPost tracker events',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
