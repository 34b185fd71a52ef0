import { type EventType, exceptionsStream, formatInstant, type JsonOf } from '@waybill/events';
import fc from 'fast-check';
import { minute, type StoryEvent, said } from '../support/shipment-story';

/** Minutes of the story: when it happened, and when it was written down. */
interface Times {
  readonly at: number;
  readonly recorded?: number;
}

/** Steps in the life of one shipment's exceptions, as detection and people write them. */
export class ExceptionStory {
  private steps = 0;

  constructor(private readonly shipmentId: string) {}

  raised(number: number, type: 'no-movement-detected' | 'off-route-detected', since: number, times: Times): StoryEvent {
    const data = { ...this.episode(number, since, times.at), late: false, backfilled: false };
    return this.said(`dev.waybill.${type}.v1`, data, times);
  }

  amended(number: number, since: number, raisedAt: number, times: Times): StoryEvent {
    return this.said('dev.waybill.exception-amended.v1', this.episode(number, since, raisedAt), times);
  }

  /** Ended by the facts; `at` is the time at which it ended. */
  ended(number: number, times: Times): StoryEvent {
    return this.said('dev.waybill.movement-resumed.v1', { ...this.id(number), until: this.time(times.at), eventIds: [] }, times);
  }

  retracted(number: number, times: Times, mergedInto?: number): StoryEvent {
    const heir = mergedInto === undefined ? {} : { mergedInto: this.id(mergedInto).exceptionId };
    return this.said('dev.waybill.exception-retracted.v1', { ...this.id(number), reason: 'late facts', ...heir }, times);
  }

  acknowledged(number: number, times: Times): StoryEvent {
    return this.said('dev.waybill.exception-acknowledged.v1', { ...this.id(number), actor: 'desk' }, times);
  }

  assigned(number: number, assignee: string, times: Times): StoryEvent {
    return this.said('dev.waybill.exception-assigned.v1', { ...this.id(number), actor: 'desk', assignee }, times);
  }

  snoozed(number: number, until: number, times: Times): StoryEvent {
    return this.said('dev.waybill.exception-snoozed.v1', { ...this.id(number), actor: 'desk', snoozedUntil: this.time(until) }, times);
  }

  resolved(number: number, times: Times): StoryEvent {
    return this.said('dev.waybill.exception-resolved.v1', { ...this.id(number), by: 'person', actor: 'desk', reason: 'seen to' }, times);
  }

  reopened(number: number, by: 'person' | 'facts' | 'clock', times: Times): StoryEvent {
    return this.said('dev.waybill.exception-reopened.v1', { ...this.id(number), by, reason: 'goes on' }, times);
  }

  private id(number: number): { exceptionId: string } {
    return { exceptionId: `${this.shipmentId}.${number}` };
  }

  private time(minutes: number): string {
    return formatInstant(minute(minutes));
  }

  private episode(number: number, since: number, raisedAt: number) {
    const evidence = { ruleVersion: 1, thresholds: {}, eventIds: [], positions: [] };
    return { ...this.id(number), since: this.time(since), raisedAt: this.time(raisedAt), flapping: false, evidence };
  }

  private said<T extends EventType>(type: T, data: JsonOf<T>, times: Times): StoryEvent {
    const stream = exceptionsStream(this.shipmentId);
    const about = { stream, subject: `shipment:${this.shipmentId}`, source: 'urn:waybill:exceptions' };
    this.steps += 1;
    return said({ ...about, type, data, ...times, id: `step ${this.steps}` });
  }
}

/** Any step of one of three exceptions, also where it makes no sense: what a stream holds is shown as the read model shows it. */
export const anyStep = (told: ExceptionStory): fc.Arbitrary<StoryEvent> =>
  fc
    .record({
      kind: fc.constantFrom('raise', 'raise', 'amend', 'end', 'retract', 'merge', 'acknowledge', 'assign', 'snooze', 'resolve', 'reopen'),
      number: fc.integer({ min: 1, max: 3 }),
      at: fc.integer({ min: 0, max: 12 }),
      late: fc.constantFrom(0, 0, 30),
      by: fc.constantFrom('person', 'facts', 'clock'),
    })
    .map(({ kind, number, at, late, by }): StoryEvent => {
      const times = { at, recorded: at + late };
      switch (kind) {
        case 'raise':
          return told.raised(number, at % 2 ? 'off-route-detected' : 'no-movement-detected', at - 2, times);
        case 'amend':
          return told.amended(number, at - 3, at - 1, times);
        case 'end':
          return told.ended(number, times);
        case 'retract':
          return told.retracted(number, times);
        case 'merge':
          return told.retracted(number, times, (number % 3) + 1);
        case 'acknowledge':
          return told.acknowledged(number, times);
        case 'assign':
          return told.assigned(number, `desk ${at}`, times);
        case 'snooze':
          return told.snoozed(number, at + 5, times);
        case 'resolve':
          return told.resolved(number, times);
        default:
          return told.reopened(number, by as 'person', times);
      }
    });
