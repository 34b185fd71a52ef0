import { gunzipSync, gzipSync } from 'node:zlib';
import type { EtaModel } from '@waybill/domain';

/** A model as text that an event can carry: JSON, compressed with gzip, as base64. */
export const packedModel = (model: EtaModel): string => gzipSync(JSON.stringify(model), { level: 9 }).toString('base64');
export const unpackedModel = (text: string): EtaModel => JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as EtaModel;
