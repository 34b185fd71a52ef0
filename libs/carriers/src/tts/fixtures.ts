import { json } from '../fixtures/bytes';

export const uplink = (message: object = {}, more: object = {}) => ({
  end_device_ids: { device_id: 'dev1', application_ids: { application_id: 'app1' }, dev_eui: '0004a30b001c0530' },
  received_at: '2026-02-27T08:00:01.014773143Z',
  uplink_message: {
    session_key_id: 'AXA50tHUGUucuzS/bCGMNw==',
    f_cnt: 7,
    rx_metadata: [{ time: '2026-02-27T08:00:00.787Z' }, { time: '2026-02-27T08:00:00.785Z' }],
    locations: { 'frm-payload': { latitude: 56.95, longitude: 24.1, altitude: 10, source: 'SOURCE_GPS' } },
    received_at: '2026-02-27T08:00:00.789585559Z',
    ...message,
  },
  ...more,
});

export const examples = [json(uplink()), json(uplink({ rx_metadata: [], f_cnt: undefined }, { simulated: true }))];

/** A push, and a later one that brings one scan more. */
export const growth = [json(uplink()), json(uplink({ f_cnt: 8, rx_metadata: [] }))] as const;
