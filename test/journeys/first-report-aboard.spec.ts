import { type RunningWaybill, startWaybill } from '../support/waybill';
import { Coordinator } from './real-input/webhook';

const TRUCKS = 8;
const ABOARD = 4;
const REPORTS = 3;
const START = Date.parse('2026-03-01T10:00:00Z');
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();
const somewhere = { latitude: 1, longitude: 1 };

/** A unit's first reports come while the attribution reactor still takes in that shipments went aboard. */
describe('reports of a unit right after loading', () => {
  let waybill: RunningWaybill;
  let api: Coordinator;
  const shipments = Array.from({ length: TRUCKS * ABOARD }, (_, index) => ({ id: `S-${index}`, truck: `TRUCK-${index % TRUCKS}` }));

  beforeAll(async () => {
    waybill = await startWaybill();
    api = new Coordinator(waybill);
    for (const { id } of shipments) await api.post('/v1/shipments', { shipmentId: id, origin: somewhere, destination: somewhere });
    let position = '';
    for (let truck = 0; truck < TRUCKS; truck += 1) {
      const unit = `vehicle:TRUCK-${truck}`;
      for (const { id } of shipments.filter((shipment) => `vehicle:${shipment.truck}` === unit))
        await api.post(`/v1/shipments/${id}/load`, { unit, at: at(0) });
      for (let report = 1; report <= REPORTS; report += 1) {
        const data = { latitude: 1 + report / 100, longitude: 1 };
        const event = { specversion: '1.0', id: `${unit}/${report}`, source: 'urn:truck', subject: unit, time: at(report), data };
        position = (await api.send({ ...event, type: 'dev.waybill.position-reported.v1' })).position;
      }
    }
    await api.readsUpTo([position]);
  }, 120_000);
  afterAll(() => waybill?.stop(), 30_000);

  it('belong to everything aboard, and nothing is taken away again', async () => {
    for (const { id } of shipments) {
      const events = await api.all(`/v1/shipments/${id}/events`);
      expect(events.filter(({ type }) => /fact-(retracted|reinstated)/.test(type))).toEqual([]);
      const positions = await api.all(`/v1/shipments/${id}/positions`);
      expect(positions.map(({ retracted }) => retracted)).toEqual(Array(REPORTS).fill(false));
    }
  });
});
