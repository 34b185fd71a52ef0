import { json } from '../fixtures/bytes';

export const scan = (more: object = {}) => ({
  date: '2026-02-27T08:00:00-05:00',
  eventType: 'AR',
  derivedStatusCode: 'IT',
  exceptionCode: '',
  eventDescription: 'Arrived at FedEx location',
  scanLocation: { city: 'MEMPHIS', stateOrProvinceCode: 'TN', countryCode: 'US', streetLines: ['1 Hidden Street'] },
  ...more,
});

export const results = (scanEvents: readonly unknown[], more: object = {}) => ({
  completeTrackResults: [
    {
      trackingNumber: '770000000001',
      trackResults: [
        {
          trackingNumberInfo: { trackingNumber: '770000000001', trackingNumberUniqueId: '12026~770000000001~FDEG' },
          scanEvents,
          ...more,
        },
      ],
    },
  ],
});
export const push = (scanEvents: readonly unknown[], more: object = {}) => ({ output: results(scanEvents, more) });

export const examples = [
  json(push([scan({ eventType: 'DP', date: '2026-02-27T09:00:00-05:00' }), scan()])),
  json(results([scan()], { dateAndTimes: [{ type: 'ESTIMATED_DELIVERY', dateTime: '2026-03-02T00:00:00' }] })),
];

/** A push, and a later one that brings one scan more. */
export const growth = [json(push([scan()])), json(push([scan({ date: '2026-02-28T08:00:00-05:00', eventType: 'DL' }), scan()]))] as const;
