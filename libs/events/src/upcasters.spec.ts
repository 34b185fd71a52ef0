import fs from 'node:fs';
import path from 'node:path';
import { CATALOGUE, type EventType, inCurrentForm, UPCASTERS, type UpcasterTable } from './index';

/** `golden/<stored type>.json`: data as it was stored, and what it is today. Files are added, never changed, never removed. */
interface Golden {
  readonly stored: unknown;
  readonly current: { readonly type: EventType; readonly data: unknown };
}
const FOLDER = path.join(__dirname, 'golden');
const samplesOf = (type: string): Golden[] => JSON.parse(fs.readFileSync(path.join(FOLDER, `${type}.json`), 'utf8'));
const storedTypes = fs.readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

describe('every event version ever stored', () => {
  it('has golden samples: write golden/<type>.json when you add a type', () => {
    expect(storedTypes).toEqual(expect.arrayContaining([...Object.keys(CATALOGUE), ...Object.keys(UPCASTERS)]));
  });

  it.each(storedTypes)('%s is read in its current form', (type) => {
    const samples = samplesOf(type);
    expect(samples.length).toBeGreaterThan(0);
    for (const { stored, current } of samples) {
      const read = inCurrentForm(type, stored);
      expect(read).toEqual(current);
      expect(CATALOGUE[current.type].schema.safeParse(read?.data)).toMatchObject({ success: true });
    }
  });
});

describe('the table of upcasters', () => {
  const table: UpcasterTable = {
    'thing.v1': { to: 'thing.v2', upcast: (data) => ({ metres: (data as { km: number }).km * 1000 }) },
    'thing.v2': { to: 'thing.v3', upcast: (data) => ({ ...(data as object), unit: 'm' }) },
    'lost.v1': { to: 'lost.v2', upcast: (data) => data },
  };
  const read = (type: string, data: unknown) => inCurrentForm(type, data, table, (current): current is EventType => current === 'thing.v3');

  it('leads every earlier version to the current one, step by step', () => {
    expect(read('thing.v1', { km: 2 })).toEqual({ type: 'thing.v3', data: { metres: 2000, unit: 'm' } });
    expect(read('thing.v2', { metres: 5 })).toEqual({ type: 'thing.v3', data: { metres: 5, unit: 'm' } });
    expect(read('thing.v3', { metres: 5, unit: 'm' })).toEqual({ type: 'thing.v3', data: { metres: 5, unit: 'm' } });
  });

  it('knows neither newer versions nor chains that end nowhere nor what is inherited', () => {
    for (const type of ['thing.v4', 'lost.v1', 'constructor', '']) expect(read(type, {})).toBeUndefined();
  });

  it('leads only from types that are no longer current', () => {
    for (const type of Object.keys(UPCASTERS)) expect(CATALOGUE).not.toHaveProperty([type]);
  });
});
