import { json } from '../fixtures/bytes';

export const alert = (more: object = {}) => ({
  activityLocation: { city: 'Louisville', country: 'US', postalCode: '', stateProvince: 'KY' },
  activityStatus: { code: 'AR', description: 'On the Way', descriptionCode: '005', type: 'I' },
  gmtActivityDate: '20260227',
  gmtActivityTime: '130000',
  localActivityDate: '20260227',
  localActivityTime: '080000',
  scheduledDeliveryDate: '',
  trackingNumber: '1Z0000000000000001',
  ...more,
});

const activity = {
  location: { address: { city: 'Louisville', stateProvince: 'KY', countryCode: 'US' } },
  status: { type: 'I', code: 'AR', statusCode: '005', description: 'On the Way' },
  date: '20260227',
  time: '080000',
  gmtDate: '20260227',
  gmtTime: '130000',
};
export const response = (more: object = {}) => ({
  trackResponse: { shipment: [{ package: [{ trackingNumber: '1Z0000000000000001', activity: [{ ...activity, ...more }] }] }] },
});

export const examples = [json(alert({ scheduledDeliveryDate: '20260302' })), json(response())];

/** A push, and a later one that brings one scan more. */
export const growth = [json(alert()), json(alert({ localActivityTime: '090000', gmtActivityTime: '140000' }))] as const;
