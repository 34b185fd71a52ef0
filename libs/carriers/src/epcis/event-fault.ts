import { type Fault, fault, plainText } from '../reading';
import { ACTIONS, type EpcisEvent, MEMBERS, ZONE_OFFSET } from './schema';

const isExtension = (name: string): boolean => name.includes(':');
const EVENT_ID = /^[a-z][a-z0-9+.-]*:\S{1,500}$/i;

/** What the standard's schema says against an event: a type, its members, its times and its id. */
export function eventFault(given: Readonly<Record<string, unknown>>, event: EpcisEvent): Fault | undefined {
  const { type = '', action, eventTime, eventTimeZoneOffset, eventID } = event;
  const members = Object.hasOwn(MEMBERS, type) ? MEMBERS[type] : undefined;
  if (!members) return fault('wrong-shape', '`type` is one of the five types of event.');
  const misplaced = Object.keys(given).find((name) => !isExtension(name) && !members.has(name));
  if (misplaced !== undefined) return fault('wrong-shape', `\`${plainText(misplaced, 60) ?? ''}\` has no place in ${type}.`);
  if (members.has('action') && !ACTIONS.includes(action)) return fault('wrong-shape', '`action` is ADD, OBSERVE or DELETE.');
  if (eventTime === undefined) return fault('time-unreadable', '`eventTime` is missing.');
  if (typeof eventTimeZoneOffset !== 'string' || !ZONE_OFFSET.test(eventTimeZoneOffset))
    return fault('time-unreadable', '`eventTimeZoneOffset` is of the form +02:00.');
  if (eventID !== undefined && !(typeof eventID === 'string' && EVENT_ID.test(eventID))) return fault('key-missing', '`eventID` is a URI.');
  return undefined;
}
