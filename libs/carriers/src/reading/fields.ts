import { z } from 'zod';
import { nameText, numberOf, plainText } from './text';

const anything = z.unknown().optional();

/**
 * Members as senders really fill them: absent, null, empty, of another type. What cannot be read is as if it were absent, so that one odd
 * member does not cost the scan that it is in; the members that a scan cannot do without are asked for by name afterwards.
 */
export const optionalText = (max?: number) => anything.transform((given) => plainText(given, max));
export const optionalName = anything.transform(nameText);
export const optionalNumber = anything.transform(numberOf);

/** An object whose members may all be missing; anything else is as if it had none. */
export const optionalObject = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((given) => (isObject(given) ? given : {}), z.object(shape));

/** Items as they come: each is read by itself, so that a broken one is refused alone. */
export const items = anything.transform((given): readonly unknown[] => (Array.isArray(given) ? given : []));

export const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** A member of its own, never one that comes from a prototype. */
export const member = (given: unknown, name: string): unknown => (isObject(given) && Object.hasOwn(given, name) ? given[name] : undefined);
