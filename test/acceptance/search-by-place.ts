import type { coordinator } from './coordinator';

/** Searching for shipments by place, on the product that the specs of lists run. */
export function searchByPlaceSpecs({ read, register, report }: Pick<ReturnType<typeof coordinator>, 'read' | 'register' | 'report'>): void {
  it('find places as people write them: where it comes from, where it goes, and where it was scanned last', async () => {
    const mark = Math.random().toString(36).slice(2, 8);
    const end = (name: string) => ({ name: `${name} ${mark}`, latitude: 50, longitude: 9 });
    const { shipmentId } = await register({ origin: end('Łódź'), destination: end('Saint-Étienne') });
    const other = await register({ origin: end('Αθήνα'), destination: end('Łomża') });
    const found = async (q: string, minPosition: string) => {
      const { body } = await read(`/v1/shipments?limit=200&${new URLSearchParams({ q })}`, minPosition);
      return body.items.map((row: { shipmentId: string }) => row.shipmentId);
    };
    for (const q of [`łódź ${mark}`, `ŁÓDŹ${mark}`.normalize('NFD'), `saint étienne ${mark}`, `SAINTÉTIENNE-${mark}`])
      expect([q, await found(q, other.position)]).toEqual([q, [shipmentId]]);
    expect(await found(`αθηνα ${mark}`, other.position)).toEqual([]);
    expect(await found(`ΑΘΉΝΑ ${mark}`, other.position)).toEqual([other.shipmentId]);
    const scanned = async (city: string, time: string): Promise<string> => {
      const data = { milestone: 'ARRIVED_AT_HUB', location: { city: `${city} ${mark}` } };
      return (await report({ subject: `shipment:${shipmentId}`, time, data })).body.position;
    };
    const first = await scanned('Kassel', '2026-03-01T10:00:00Z');
    expect(await found(`KASSEL ${mark}`, first)).toEqual([shipmentId]);
    await scanned('Göttingen', '2026-03-01T12:00:00Z');
    const late = await scanned('Fulda', '2026-03-01T11:00:00Z');
    expect(await found(`göttingen${mark}`, late)).toEqual([shipmentId]);
    for (const gone of ['Kassel', 'Fulda']) expect(await found(`${gone} ${mark}`, late)).toEqual([]);
  });
}
