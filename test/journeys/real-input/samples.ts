import fs from 'node:fs';
import path from 'node:path';

/** Real payloads of carriers and devices lie beside the project, not in it: they belong to others. */
export const SAMPLES = path.resolve(__dirname, '../../../../shared/samples');
export const samplesAreHere = fs.existsSync(SAMPLES);

export const sample = (name: string): string => fs.readFileSync(path.join(SAMPLES, name), 'utf8');
export const jsonSample = <T>(name: string): T => JSON.parse(sample(name)) as T;
export const sampleNames = (folder: string): string[] => fs.readdirSync(path.join(SAMPLES, folder)).sort();
