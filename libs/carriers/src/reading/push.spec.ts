import { aftership } from '../aftership';
import { checkpoint, update } from '../aftership/fixtures';
import { dhlUnified } from '../dhl-unified';
import { event } from '../dhl-unified/fixtures';
import { context, json } from '../fixtures/bytes';
import { ids } from '../fixtures/facts';
import { reportContent } from '../report';

describe('a history that the sender repeats whole', () => {
  const of = (checkpoints: readonly unknown[], more: object = {}) => aftership.normalize(json(update(checkpoints, more)), context());
  it('is named by its scans and by the push, and an estimate stands in none', () => {
    const { reports, wholeHistories } = of([checkpoint()], { expected_delivery: '2026-03-02' });
    expect(wholeHistories).toEqual(['dhl/AS100']);
    expect(reports.map(({ history }) => history)).toEqual(['dhl/AS100', undefined]);
  });
  it('is known to be empty when it came without scans', () => expect(of([]).wholeHistories).toEqual(['dhl/AS100']));
  it('is not whole while one of its scans cannot be read: it was not withdrawn', () => {
    expect(of([checkpoint(), checkpoint({ checkpoint_time: 'soon' })]).wholeHistories).toEqual([]);
    expect(of([checkpoint()], { expected_delivery: 'soon' }).wholeHistories).toEqual(['dhl/AS100']);
  });
  it('has a scan that changed under another id, with nothing else that could tell them apart', () => {
    const [before, after] = [of([checkpoint()]), of([checkpoint({ message: 'Arrived at the hub' })])];
    expect(ids(before)).not.toEqual(ids(after));
    expect(before.reports[0]?.history).toBe(after.reports[0]?.history);
  });
  it('says the same of a scan wherever it stands, and something else when what it says has changed', () => {
    const [alone] = of([checkpoint()]).reports;
    const [, second] = of([checkpoint({ subtag: 'InTransit_002' }), checkpoint()]).reports;
    const [corrected] = of([checkpoint({ country_iso3: 'AUT' })]).reports;
    const contents = [alone, second, corrected].map((report) => report && reportContent(report));
    expect(contents[1]).toBe(contents[0]);
    expect(corrected?.id).toBe(alone?.id);
    expect(contents[2]).not.toBe(contents[0]);
  });
});

describe('a push about several subjects', () => {
  it('is read until it has its fill of scans; what is left is refused by name', () => {
    const events = Array.from({ length: 4_000 }, (_, i) =>
      event({ timestamp: `2026-02-${String((i % 28) + 1).padStart(2, '0')}`, status: `S${i}` }),
    );
    const shipments = Array.from({ length: 25 }, (_, i) => ({ id: `N${i}`, events }));
    const { reports, refusals, wholeHistories } = dhlUnified.normalize(json({ shipments }), context());
    expect([reports.length, wholeHistories]).toEqual([12_000, ['N0', 'N1', 'N2']]);
    expect(refusals).toMatchObject([{ pointer: '/shipments/3', reason: 'too-many-scans', detail: expect.stringContaining('22 parts') }]);
  });
});
