import type { NewEvent } from '@waybill/events';
import { detect, episodes, episodesAt, nextDeadline } from './detection';
import { exceptionState, exceptionsIn, noExceptions, type ShipmentExceptions } from './exception';
import type { DetectionFact } from './fact';
import { brief, driving, KM, minute, ping, plan, scan, standing, watch, withNew } from './fixtures';
import { reconcile } from './reconcile';
import { type Watch, watchOf } from './watch';

/** One shipment's exceptions as time goes by: what is appended when. */
class Desk {
  private facts: DetectionFact[] = [];
  private state: ShipmentExceptions = noExceptions;
  readonly appended: [minutes: number, type: string, exceptionId: string][] = [];

  constructor(private readonly held: Watch = watch) {}

  at(minutes: number, ...facts: DetectionFact[]): NewEvent[] {
    this.facts = [...this.facts, ...facts];
    const derived = { shipmentId: 'S1', episodes: episodes(this.facts, this.held, minute(minutes)), asOf: minute(minutes) };
    const events = reconcile(this.state, derived);
    this.state = events.reduce(withNew, this.state);
    for (const { type, data } of events) {
      this.appended.push([minutes, type.split('.')[2] as string, (data as { exceptionId: string }).exceptionId]);
    }
    return events;
  }

  states = () => exceptionsIn(this.state).map((one) => [one.exceptionId, one.episode.rule, exceptionState(one)]);
  briefs = () =>
    exceptionsIn(this.state)
      .filter(({ retracted }) => !retracted)
      .map(({ episode }) => brief(episode));
}

const late = (facts: DetectionFact[], at: number): DetectionFact[] =>
  facts.map((fact) => ({ ...fact, of: { ...fact.of, recordedTime: minute(at) } }) as DetectionFact);

describe('six hours of buffered fixes', () => {
  it('take back what should not have been, and raise what was missed as late', () => {
    const desk = new Desk();
    // A sparse second device says that it stands, and then that it does not; then both fall silent.
    const sparse = [60, 105, 150, 195].map((minutes) => ping(minutes, 30 * KM, { source: 'urn:sparse' }));
    desk.at(60, scan('IN_TRANSIT', 1), ...driving(5, 30, 0));
    for (const fact of [...sparse, ping(205, 33 * KM), ping(206, 33 * KM)]) desk.at((fact.at - minute(0)) / 60_000, fact);
    desk.at(266);
    desk.at(300);
    expect(desk.appended).toEqual([
      [195, 'no-movement-detected', 'S1.1'],
      [206, 'movement-resumed', 'S1.1'],
      [266, 'signal-lost', 'S1.2'],
    ]);
    // What the truck had buffered: it had been round before 02:00, stood from 03:35 to 06:40, and drove on.
    const loop = [...driving(65, 80, 31 * KM), ping(100, 45 * KM), ping(104, 40 * KM), ping(118, 32 * KM)];
    const buffered = [...loop, ...standing(215, 400, 42 * KM), ...driving(405, 430, 44 * KM)];
    const events = desk.at(431, ...late(buffered, 431));
    expect(desk.states()).toEqual([
      ['S1.1', 'no-movement', 'retracted'],
      ['S1.2', 'no-signal', 'retracted'],
      ['S1.3', 'no-movement', 'resolved'],
    ]);
    expect(desk.briefs()).toEqual([['no-movement', 215, 335, 405]]);
    expect(events.find(({ type }) => type.includes('no-movement'))).toMatchObject({ data: { exceptionId: 'S1.3', late: true } });
    expect(desk.at(432)).toEqual([]);
  });

  it('shorten a silence that partly was one', () => {
    const desk = new Desk();
    desk.at(30, scan('IN_TRANSIT', 1), ...driving(5, 30, 0));
    desk.at(90);
    desk.at(200, ...late(driving(35, 60, 30 * KM), 200), ping(200, 80 * KM));
    expect(desk.states()).toEqual([['S1.1', 'no-signal', 'resolved']]);
    expect(desk.briefs()).toEqual([['no-signal', 60, 120, 200]]);
    expect(desk.appended.map(([, type]) => type)).toEqual(['signal-lost', 'exception-amended', 'signal-regained']);
  });
});

describe('a stop of any length', () => {
  it('raises at once what became due, with the right since, and nothing twice', () => {
    const desk = new Desk();
    const facts = [scan('IN_TRANSIT', 1), ...driving(5, 30, 0)];
    expect(nextDeadline(detect(facts, watch), minute(30), watch)).toBe(minute(90));
    expect(desk.at(10_000, ...facts)).toMatchObject([
      {
        type: 'dev.waybill.signal-lost.v1',
        data: { since: '2026-03-01T00:30:00.000Z', raisedAt: '2026-03-01T01:30:00.000Z', late: true },
        metadata: { time: '2026-03-01T01:30:00.000Z' },
      },
    ]);
    expect(desk.at(10_001, ...facts)).toEqual([]);
  });
});

describe('a planned departure', () => {
  const held = watchOf({ ...plan, plannedDeparture: minute(60) });
  const types = (desk: Desk) => desk.appended.map(([minutes, type]) => [minutes, type]);

  it('that passes without it is an exception after half an hour, until the shipment leaves', () => {
    const desk = new Desk(held);
    desk.at(30, scan('PICKED_UP', 20));
    desk.at(89);
    desk.at(90);
    desk.at(100, scan('IN_TRANSIT', 100));
    desk.at(200, scan('DELIVERED', 200));
    expect(types(desk)).toEqual([
      [90, 'departure-overdue'],
      [100, 'exception-resolved'],
    ]);
    expect(desk.briefs()).toEqual([['not-departed', 60, 90, 100]]);
  });

  it('is kept by whatever shows in time that it has left, and asks nothing of a shipment that never will', () => {
    for (const facts of [[scan('IN_TRANSIT', 85)], driving(61, 85, 0), [scan('CANCELLED', 70)], [scan('DELIVERED', 90)]]) {
      const desk = new Desk(held);
      desk.at(90, ...facts);
      expect(desk.states().filter(([, rule]) => rule === 'not-departed')).toEqual([]);
    }
    const cancelled = new Desk(held);
    cancelled.at(90);
    cancelled.at(100, scan('CANCELLED', 100));
    expect(cancelled.briefs()).toEqual([['not-departed', 60, 90, 100]]);
  });

  it('that was kept by a fact that comes late is taken back, and may be put off by the shipment', () => {
    const desk = new Desk(held);
    desk.at(90);
    desk.at(120, ...late([scan('IN_TRANSIT', 75)], 120));
    expect(desk.states()).toEqual([['S1.1', 'not-departed', 'retracted']]);
    const patient = new Desk(watchOf({ ...plan, plannedDeparture: minute(60), rules: { departureOverdueAfter: 'PT2H' } }));
    patient.at(179);
    expect(patient.briefs()).toEqual([]);
    patient.at(180);
    expect(patient.briefs()).toEqual([['not-departed', 60, 180, null]]);
  });
});

describe('a signal that comes and goes', () => {
  const nervous = watchOf({ ...plan, rules: { noSignalAfter: 'PT30S' } });

  it('every 30 seconds for a day is one exception: raised, flapping, closed (P18)', () => {
    const desk = new Desk(nervous);
    const facts = [scan('IN_TRANSIT', 0), ...Array.from({ length: 1440 }, (_, i) => ping(i + 1, (i + 1) * 100))];
    const quiet = Array.from({ length: 240 }, (_, i) => ping(1440 + (i + 1) * 0.4, 144_000 + i * 100));
    // Looking every 30 s shows every change; the facts come in order, so each look sees those so far.
    let state = noExceptions;
    const types: string[] = [];
    const look = (minutes: number, known: readonly DetectionFact[], detected = detect(known, nervous)) => {
      const derived = { shipmentId: 'S1', episodes: episodesAt(detected, minute(minutes), nervous), asOf: minute(minutes) };
      for (const event of reconcile(state, derived)) {
        state = withNew(state, event);
        types.push(event.type);
      }
    };
    for (let minutes = 0.5; minutes <= 90; minutes += 0.5)
      look(
        minutes,
        facts.filter(({ at }) => at <= minute(minutes)),
      );
    for (const minutes of [300, 900, 1440])
      look(
        minutes,
        facts.filter(({ at }) => at <= minute(minutes)),
      );
    expect(types).toEqual(['dev.waybill.signal-lost.v1', 'dev.waybill.exception-amended.v1']);
    const all = [...facts, ...quiet];
    for (const minutes of [1450, 1480, 1500, 1530])
      look(
        minutes,
        all.filter(({ at }) => at <= minute(minutes)),
      );
    expect(types.slice(2)).toEqual(['dev.waybill.signal-regained.v1']);
    expect(desk.appended).toEqual([]);
  });

  it('is always told when it is really lost for a quarter of an hour', () => {
    for (const start of [0, 3, 20]) {
      const toggling = Array.from({ length: start }, (_, i) => ping(i + 1, (i + 1) * 100));
      const facts = [scan('IN_TRANSIT', 0), ...toggling, ping(start + 16, start * 100)];
      const open = episodes(facts.slice(0, -1), nervous, minute(start + 15));
      expect(open.filter(({ rule, until }) => rule === 'no-signal' && until === undefined)).toHaveLength(1);
      const told = episodes(facts, nervous, minute(start + 2000)).some(
        ({ since, until }) => since <= minute(start) && (until ?? Number.POSITIVE_INFINITY) >= (start + 15) * 60_000 + minute(0),
      );
      expect(told).toBe(true);
    }
  });
});

describe('what a device had in its memory for more than 30 days', () => {
  it('raises nothing', () => {
    const DAY = 1_440;
    const desk = new Desk();
    const today = driving(40 * DAY, 40 * DAY + 30, 10 * KM);
    desk.at(40 * DAY + 30, scan('IN_TRANSIT', 1), ...today);
    const before = desk.briefs();
    desk.at(40 * DAY + 31, ...late(standing(5, 600, 3 * KM), 40 * DAY + 31));
    expect(desk.briefs()).toEqual(before);
  });
});
