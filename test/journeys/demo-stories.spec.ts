import {
  type DetectionFact,
  etaPlanOf,
  expectationOf,
  fixFact,
  isNews,
  milestoneFact,
  noApproach,
  observedAt,
  type Prediction,
  predictFrom,
  stepApproach,
} from '@waybill/domain';
import type { Instant, Milestone } from '@waybill/events';
import { defaultModel } from '@waybill/prediction';
import { planDemo, type Report } from '../../apps/demo/src/plan';

/** What the demo promises its watchers to see, by the product's own rules and default model, at two times of the day. */
const MINUTE = 60_000;
const LEAD_MS = 20 * MINUTE;

function factOf({ source, id, time, type, data }: Report, recordedTime: number): DetectionFact | undefined {
  const origin = { eventId: `${source} ${id}`, id, source, time: time as Instant, recordedTime: recordedTime as Instant };
  if (type.startsWith('dev.waybill.position')) return fixFact({ ...origin, ...(data as { latitude: number; longitude: number }) });
  if (!type.startsWith('dev.waybill.item')) return undefined;
  return milestoneFact({ ...origin, milestone: data.milestone as Milestone, classifier: 'ACT' });
}

describe.each(['2026-03-02T01:30:00Z', '2026-03-02T13:30:00Z'])('the demo that begins at %s', (begins) => {
  const now = Date.parse(begins);
  const { steps } = planDemo(now, now, 'tag');

  /** What is said of a shipment in each minute that it is watched, as far as it is news. */
  function watched(name: string, minutes: number) {
    const registration = steps.flatMap(({ action }) =>
      action.kind === 'register' && action.registration.shipmentId === `${name}-tag` ? [action.registration] : [],
    )[0];
    if (!registration) throw new Error(`${name} is not registered`);
    const { shipmentId, carrier, identifiers, plannedArrival, plannedDeparture, route } = registration;
    const own = [...identifiers.map(({ value }) => `tracking-number:${carrier}/${value}`)];
    const unit = steps.flatMap(({ action }) => (action.kind === 'load' && action.what === `shipment:${shipmentId}` ? [action.unit] : []));
    const facts = steps.flatMap(({ at, action }) => {
      if (action.kind !== 'report' || ![...own, ...unit].includes(action.report.subject)) return [];
      // The past is told when the demo begins.
      return factOf(action.report, Math.max(at, now)) ?? [];
    });
    const { origin, destination, mode } = registration;
    const coordinates = route?.coordinates.map(([longitude, latitude]) => [longitude, latitude] as [number, number]) ?? [];
    const plan = etaPlanOf({
      origin,
      destination,
      mode,
      carrier,
      plannedArrival: plannedArrival as Instant,
      plannedDeparture: plannedDeparture as Instant,
      route: { type: 'LineString', coordinates },
    });
    const news: (Prediction & { readonly minute: number })[] = [];
    const announced: (readonly [change: string, minute: number])[] = [];
    let approach = noApproach;
    for (let minute = 0.5; minute < minutes; minute += 1) {
      const asOf = (now + minute * MINUTE) as Instant;
      const observed = observedAt(facts, plan, asOf);
      const prediction = predictFrom(observed, plan, defaultModel(), asOf);
      const last = news.at(-1);
      if (prediction && (!last || isNews(last, prediction, asOf))) news.push({ ...prediction, minute });
      const step = stepApproach(approach, expectationOf(observed, news.at(-1)), LEAD_MS, asOf);
      if (step.change) announced.push([step.change, minute]);
      approach = step.approach;
      if (observed.arriving.arrivedAt !== undefined) return { news, announced, arrivedAt: observed.arriving.arrivedAt };
    }
    return { news, announced };
  }

  it('tells when a truck comes, ever surer of it, and announces it once', () => {
    const { news, announced, arrivedAt = 0 } = watched('NUE-MUC-1', 40);
    expect(Math.round((arrivedAt - now) / MINUTE)).toBeGreaterThanOrEqual(22);
    for (const { p50 } of news) expect(Math.abs(p50 - arrivedAt)).toBeLessThan(6 * MINUTE);
    const widths = news.map(({ p10, p90 }) => p90 - p10);
    expect(widths.at(-1)).toBeLessThan((widths[0] as number) / 2);
    expect(announced.map(([change]) => change)).toEqual(['arriving-soon']);
    expect(announced[0]?.[1]).toBeLessThan(10);
  });

  it('takes the announcement of one that turns back back', () => {
    const { news, announced } = watched('NUE-MUC-BACK-1', 18);
    expect(announced.map(([change]) => change)).toEqual(['arriving-soon', 'withdrawn']);
    expect(announced[0]?.[1]).toBeLessThan(2);
    expect((news.at(-1)?.p50 as number) - (news[0]?.p50 as number)).toBeGreaterThan(15 * MINUTE);
  });

  it('expects one that stands later and later, and says that it stands', () => {
    const { news } = watched('ULM-MUC-1', 15);
    const [first, last] = [news[0] as Prediction, news.at(-1) as Prediction];
    expect(last.p50 - first.p50).toBeGreaterThanOrEqual(8 * MINUTE);
    for (const { reasons } of news) expect(reasons[0]?.text).toMatch(/^standing \d+ min near 48\.\d+, 10\.\d+$/);
    expect(last.reasons[0]?.text).toMatch(/^standing 4\d min/);
  });
});
