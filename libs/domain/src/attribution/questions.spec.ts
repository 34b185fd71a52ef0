import { formatIdentifier, identifierStream, type StoredEvent, shipmentStream } from '@waybill/events';
import { ask } from './known';
import { ModelLog, Process } from './processes-fixtures';
import { type Question, questionsOf } from './questions';
import { sameFact } from './same-fact';
import {
  assign,
  BOOKING,
  BOX,
  load,
  mount,
  put,
  quarter,
  register,
  release,
  report,
  type StoryStep,
  TRACKER,
  tell,
  V,
  W,
} from './story-fixtures';

/** What is asked: kind, name, and the shipments that are meant. */
const short = (question: Question): string => {
  switch (question.kind) {
    case 'trace':
      return `trace ${formatIdentifier(question.unit)}`;
    case 'kept':
      return `kept ${formatIdentifier(question.identifier)}`;
    case 'held':
      return `held ${formatIdentifier(question.identifier)} ${question.shipmentId}`;
    case 'withdrawn':
      return `withdrawn ${[...question.shipmentIds].sort()}`;
    case 'lacking':
    case 'doubted':
      return `${question.kind} ${formatIdentifier(question.identifier)} ${[...new Set(question.shipmentIds)].sort()}`;
  }
};

const S1 = { scheme: 'shipment', value: 'S1' } as const;

/** A log in which some things stand as they were told, with the traces of loads. */
function given(...story: readonly StoryStep[]) {
  const log = new ModelLog();
  for (const told of story) tell(log, told);
  const asked = (event: StoredEvent) => [...new Set(new Process(log).resolve((known) => questionsOf(event, known)).map(short))].sort();
  return {
    when: (told: StoryStep) => ({ asks: (...questions: string[]) => expect(asked(tell(log, told))).toEqual(questions.sort()) }),
    /** The same, in the stream of a shipment, or as a trace in that of a unit. */
    whenIn: (stream: string, told: StoryStep) => {
      if (told.kind === 'retraction') throw new Error('a retraction is told by its own event');
      const event = put(log, stream, sameFact(stream, told.kind === 'report' ? told.report : told.event));
      return { asks: (...questions: string[]) => expect(asked(event)).toEqual(questions.sort()) };
    },
    whenCorrected: (stream: string, kind: 'retracted' | 'reinstated', told: StoryStep, fact?: { subject: string; time: string }) => {
      if (told.kind !== 'report') throw new Error('reports are corrected');
      const { eventId, metadata } = sameFact(stream, told.report);
      const type = `dev.waybill.fact-${kind}.v1` as const;
      const correction = { eventId, type, data: { eventId, reason: 'wrong', fact }, metadata: { ...metadata, source: 'urn:waybill:x' } };
      const event = put(log, stream, correction);
      return { asks: (...questions: string[]) => expect(asked(event)).toEqual(questions.sort()) };
    },
  };
}

const inS1 = shipmentStream('S1');

describe('a report asks', () => {
  it('in the stream of its name, whether those that it concerns have it', () => given().when(report(V, 1)).asks('kept vehicle:V'));
  it('in the stream of a shipment, whether it concerns the shipment', () =>
    given(register('S1')).whenIn(inS1, report(V, 1)).asks('held vehicle:V S1'));
  it('nothing when the shipment was named itself', () => given(register('S1')).whenIn(inS1, report(S1, 1)).asks());
});

describe('a load asks', () => {
  it('for its trace, and whether the shipment has reports of a unit that it left', () =>
    given(register('S1'), load('S1', V, 1), load('S1', BOX, 1))
      .when(load('S1', W, 5))
      .asks('trace vehicle:W', 'doubted vehicle:V S1'));
  it('at its trace, whether the shipment lacks reports of the unit, and of those that it is on and that are on it since', () =>
    given(mount(BOX, V, 1), mount(BOX, W, 4), mount(TRACKER, BOX, 2), register('S1'))
      .whenIn(identifierStream(BOX), load('S1', BOX, 4))
      .asks('lacking container:BOX S1', 'lacking vehicle:W S1', 'lacking device:TRACKER S1'));
  it('when it is an unload, whether the shipment has reports of the unit that are later', () =>
    given(register('S1'), load('S1', V, 1))
      .when(load('S1', V, 5, 'unloaded'))
      .asks('trace vehicle:V', 'doubted vehicle:V S1'));
});

describe('a load of a unit asks', () => {
  it('for what is in it, by all that speaks for the unit that it came onto', () =>
    given(register('S1'), load('S1', BOX, 0), mount(TRACKER, V, 0))
      .when(mount(BOX, V, 3))
      .asks('trace vehicle:V', ...['vehicle:V', 'device:TRACKER'].flatMap((name) => [`lacking ${name} S1`, `doubted ${name} S1`])));
  it('of a device, for what is on the unit and what was on the one that it left', () =>
    given(register('S1'), register('S2'), load('S1', V, 0), load('S2', W, 0), mount(TRACKER, V, 1))
      .when(mount(TRACKER, W, 3))
      .asks(
        'trace vehicle:W',
        ...['lacking vehicle:W S2', 'lacking device:TRACKER S2', 'doubted vehicle:W S2'],
        ...['doubted device:TRACKER S1,S2', 'doubted device:TRACKER S2', 'doubted vehicle:V S1,S2', 'doubted vehicle:W S1,S2'],
      ));
  it('and ends, when units were on each other at different times', () =>
    given(register('S1'), load('S1', BOX, 0), mount(BOX, V, 1), mount(BOX, V, 4, 'unloaded'))
      .when(mount(V, BOX, 6))
      .asks('trace container:BOX'));
});

describe('a holder asks', () => {
  it('for the former holders as well', () =>
    given(register('S1'), register('S2'), assign(BOOKING, 'S1'), release(BOOKING, 'S1', quarter(3)))
      .when(assign(BOOKING, 'S2', quarter(3)))
      .asks('lacking booking:BOOKING S1,S2', 'doubted booking:BOOKING S1,S2'));
  it('when it is registered, by what speaks for its names too', () =>
    given(mount(BOX, V, 1), assign(BOX, 'S1'))
      .when(register('S1', [BOX]))
      .asks('lacking shipment:S1 S1', 'lacking container:BOX S1', 'lacking vehicle:V S1'));
});

describe('a milestone asks', () => {
  const aboard = [register('S1'), load('S1', V, 0)] as const;
  const byUnit = (at: number) => report(V, at);
  const bothWays = ['lacking vehicle:V S1', 'doubted vehicle:V S1'];
  it('nothing while it ends no journey, or one behind which no unit has reported', () => {
    given(...aboard)
      .whenIn(inS1, report(S1, 2, 'IN_TRANSIT'))
      .asks();
    given(...aboard)
      .whenIn(inS1, report(S1, 2, 'DELIVERED'))
      .asks();
  });
  it('about units that reported later than the end', () => {
    const log = given(...aboard);
    log.whenIn(inS1, byUnit(5)).asks('held vehicle:V S1');
    log.whenIn(inS1, report(S1, 2, 'DELIVERED')).asks(...bothWays);
  });
  it('about units when the journey goes on after all', () => {
    const log = given(...aboard);
    log.whenIn(inS1, report(S1, 2, 'LOST')).asks();
    log.whenIn(inS1, report(S1, 3, 'IN_TRANSIT')).asks(...bothWays);
  });
  it('about units when it is retracted', () => {
    const log = given(...aboard);
    log.whenIn(inS1, report(S1, 2, 'LOST')).asks();
    log.whenCorrected(inS1, 'retracted', report(S1, 2, 'LOST')).asks(...bothWays);
  });
});

describe('a correction asks', () => {
  it('of a device, for shipments on the vehicle that it is mounted on', () =>
    given(register('S1'), load('S1', V, 0), mount(TRACKER, V, 1), report(TRACKER, 3))
      .whenCorrected(identifierStream(TRACKER), 'retracted', report(TRACKER, 3))
      .asks('withdrawn S1'));
  it('of a name that takes a retraction back, whether shipments lack the report', () =>
    given(register('S1'), load('S1', V, 0), report(V, 3))
      .whenCorrected(identifierStream(V), 'reinstated', report(V, 3))
      .asks('lacking vehicle:V S1'));
  it('again when another process moved a fact from where it belongs, or to where it does not', () => {
    const log = given(register('S1'), load('S1', V, 0));
    const fact = (at: number) => ({ subject: 'vehicle:V', time: new Date(quarter(at)).toISOString() });
    log.whenCorrected(inS1, 'retracted', report(V, 3), fact(3)).asks('doubted vehicle:V S1');
    log.whenCorrected(inS1, 'reinstated', report(V, 3), fact(3)).asks();
    log.whenCorrected(inS1, 'reinstated', report(V, -1), fact(-1)).asks('doubted vehicle:V S1');
    log.whenCorrected(inS1, 'retracted', report(V, -1), fact(-1)).asks();
  });
});

it('what is not loaded is named, all at once', () => {
  const log = new ModelLog();
  log.append(identifierStream(BOX), [(mount(BOX, V, 3) as Extract<StoryStep, { kind: 'decision' }>).event]);
  const nothing = { shipment: () => undefined, identifier: () => undefined };
  const asked = ask(nothing, (known) => questionsOf(log.events[0] as StoredEvent, known));
  expect(asked).toEqual({ missing: { shipmentIds: [], identifiers: [BOX, V] } });
});
