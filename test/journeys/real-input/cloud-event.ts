/** A report as a sender would deliver it. `time` is absent where the sample has none. */
export type CloudEvent = {
  readonly specversion: '1.0';
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** All senders of these tests. */
export const SENDERS = 'https://samples.example/';

/** Instant of a report in milliseconds, as the test reads it. */
export const instantOf = ({ time }: CloudEvent): number => Date.parse(time ?? '');

/** Members that carry something: senders write null and '' for "unknown". */
export const known = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined && value !== ''));

/** A scan under a tracking number. */
export function scanned(carrier: string, trackingNumber: string, id: string, time: string, data: Record<string, unknown>): CloudEvent {
  return {
    specversion: '1.0',
    source: `${SENDERS}${carrier}`,
    id: `${trackingNumber}/${id}`,
    type: 'dev.waybill.item-scanned.v1',
    subject: `tracking-number:${carrier}/${trackingNumber}`,
    time,
    data: known(data),
  };
}

/** A fix of a device. Without an id of the sender's, what it says identifies it. */
export function fixed(
  device: string,
  time: string | undefined,
  latitude: number,
  longitude: number,
  more: Record<string, unknown> = {},
): CloudEvent {
  return {
    specversion: '1.0',
    source: `${SENDERS}devices/${device}`,
    id: `${time}/${latitude},${longitude}`,
    type: 'dev.waybill.position-reported.v1',
    subject: `device:${device}`,
    ...(time === undefined ? {} : { time }),
    data: { latitude, longitude, ...known(more) },
  };
}
