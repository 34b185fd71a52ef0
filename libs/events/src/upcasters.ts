import { type EventType, isEventType } from './catalogue';

/**
 * How an event of an earlier version is read today: the type that took its place, and its data in that type's form. Pure, and total over
 * everything that was ever stored under the old type. A type that is in the catalogue is current and has none.
 */
export interface Upcaster {
  readonly to: string;
  upcast(data: unknown): unknown;
}

/** Upcasters by stored type. An entry leads one version on; a chain of them leads to the current one. */
export type UpcasterTable = Readonly<Record<string, Upcaster>>;

/** Empty as long as every type is in its first version. Each stored type has samples under `golden/`, for ever. */
export const UPCASTERS: UpcasterTable = {};

/** An event's type and data as the code of today knows them. */
export interface CurrentForm {
  readonly type: EventType;
  readonly data: unknown;
}

/** A stored event in its current form, or undefined for a type that this code does not know: another's, or a newer one. */
export function inCurrentForm(
  type: string,
  data: unknown,
  upcasters = UPCASTERS,
  isCurrent: (type: string) => type is EventType = isEventType,
): CurrentForm | undefined {
  if (isCurrent(type)) return { type, data };
  const upcaster = Object.hasOwn(upcasters, type) ? upcasters[type] : undefined;
  return upcaster && inCurrentForm(upcaster.to, upcaster.upcast(data), upcasters, isCurrent);
}
