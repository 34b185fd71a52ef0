import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

/** The answer of Track v1; a web hook has the same results, with or without `output` around them. */
export const body = z
  .object({
    output: optionalObject({ completeTrackResults: items }),
    completeTrackResults: items,
    outputMetaData: optionalObject({ timestamp: optionalText(64), pushTimestamp: optionalText(64) }),
  })
  .describe('A FedEx payload');

export const completeResult = optionalObject({ trackingNumber: optionalName, trackResults: items });

export const trackResult = z
  .object({
    trackingNumberInfo: optionalObject({ trackingNumber: optionalName, trackingNumberUniqueId: optionalText() }),
    additionalTrackingInfo: optionalObject({ packageIdentifiers: items }),
    error: optionalObject({ code: optionalText(), message: optionalText(500) }),
    scanEvents: items,
    dateAndTimes: items,
  })
  .describe('A track result');
export type TrackResult = z.infer<typeof trackResult>;

export const typedValue = optionalObject({ type: optionalText(), value: optionalName, dateTime: optionalText(64) });

export const scanEvent = z
  .object({
    date: optionalText(64),
    eventType: optionalText(),
    derivedStatusCode: optionalText(),
    exceptionCode: optionalText(),
    eventDescription: optionalText(500),
    scanLocation: optionalObject({ city: optionalText(120), stateOrProvinceCode: optionalText(120), countryCode: optionalText(60) }),
  })
  .describe('A scan event');
export type ScanEvent = z.infer<typeof scanEvent>;
