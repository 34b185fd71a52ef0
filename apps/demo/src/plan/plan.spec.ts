import { planDemo, type Report, SOURCE_PREFIX, type Step } from '.';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const plan = planDemo(7, NOW, 'tag');
const reports = plan.steps.flatMap(({ at, action }) => (action.kind === 'report' ? [{ at, report: action.report }] : []));
const key = ({ source, id }: Report) => `${source} ${id}`;
const registered = plan.steps.flatMap(({ action }) => (action.kind === 'register' ? [action.registration] : []));

describe('the plan of the demo', () => {
  it('is the same for the same seed and another for another', () => {
    expect(JSON.stringify(planDemo(7, NOW, 'tag')) === JSON.stringify(plan)).toBe(true);
    expect(JSON.stringify(planDemo(8, NOW, 'tag')) === JSON.stringify(plan)).toBe(false);
  });

  it('tells nothing before it has happened but when it is expected', () => {
    const early = reports.filter(({ at, report }) => at < report.time);
    expect(early.length).toBeGreaterThan(0);
    expect(early.every(({ report }) => report.data.classifier === 'EST')).toBe(true);
  });

  it('goes by time of sending, from weeks ago into the next hours', () => {
    const times = plan.steps.map(({ at }: Step) => at);
    expect(times.filter((time, index) => time < (times[index - 1] ?? 0))).toEqual([]);
    expect(times[0]).toBeLessThan(NOW - 15 * 86_400_000);
    expect(times.at(-1)).toBeGreaterThan(NOW + 2 * 3_600_000);
  });

  it('registers a few dozen shipments under ids of this run', () => {
    expect(registered.length).toBeGreaterThanOrEqual(30);
    expect(new Set(registered.map(({ shipmentId }) => shipmentId)).size).toBe(registered.length);
    expect(registered.every(({ shipmentId }) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(shipmentId) && shipmentId.endsWith('-tag'))).toBe(
      true,
    );
  });

  it('speaks for its own sources only, in all three modes', () => {
    expect(reports.every(({ report }) => report.source.startsWith(SOURCE_PREFIX))).toBe(true);
    expect(new Set(reports.map(({ report }) => report.mode))).toEqual(new Set(['structured', 'binary', 'batch']));
  });

  it('delivers some reports twice, with the same content', () => {
    const first = new Map<string, Report>();
    const repeated = reports.filter(({ report }) => first.has(key(report)) || !first.set(key(report), report));
    expect(repeated.length).toBeGreaterThan(20);
    for (const { report } of repeated) expect(report).toEqual(first.get(key(report)));
  });

  it('delivers some late and some out of order', () => {
    expect(reports.filter(({ at, report }) => at - report.time > 20 * 60_000).length).toBeGreaterThan(20);
    const times = reports.filter(({ report }) => report.subject.startsWith('vehicle:HAM-MUC-TRUCK')).map(({ report }) => report.time);
    expect(times.filter((time, index) => time < (times[index - 1] ?? 0)).length).toBeGreaterThan(5);
  });

  it('has reports that stay parked: about names that no shipment has and nothing is loaded on', () => {
    const held = new Set(
      registered.flatMap(({ carrier, identifiers }) => identifiers.map(({ value }) => `tracking-number:${carrier}/${value}`)),
    );
    const units = new Set(plan.steps.flatMap(({ action }) => ('unit' in action ? [action.unit] : [])));
    const lost = reports.filter(({ report }) => !held.has(report.subject) && !units.has(report.subject));
    expect(new Set(lost.map(({ report }) => report.subject.split(':')[0]))).toEqual(new Set(['tracking-number', 'device']));
  });

  it('points at shipments that exist', () => {
    const ids = registered.map(({ shipmentId }) => shipmentId);
    expect(plan.highlights.length).toBeGreaterThan(5);
    for (const { shipmentId } of plan.highlights) expect(ids).toContain(shipmentId);
  });

  it('keeps the times of what it loads in order', () => {
    const loads = plan.steps.filter(({ action }) => action.kind === 'load');
    expect(loads.length).toBeGreaterThan(30);
    for (const { at, action } of loads) expect(action.kind === 'load' && action.at).toBe(at);
  });
});
