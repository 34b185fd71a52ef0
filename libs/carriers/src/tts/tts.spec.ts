import { context, json } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { tts } from '.';
import { uplink } from './fixtures';

const normalize = (value: unknown) => tts.normalize(json(value), context());
const located = (place: object) => normalize(uplink({ locations: { 'frm-payload': place } }));

describe('The Things Stack over HTTP', () => {
  const one = {
    format: tts,
    body: json(uplink()),
    secret: 't0ken',
    header: 'authorization',
    headers: { authorization: 'Bearer t0ken' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
});

describeSamples('the published uplink', () => {
  it('is where the device was registered: no fix', () => {
    const result = tts.normalize(sample('ttn_lorawan/uplink.docs-example.json'), context());
    expect([facts(result), reasons(result), result.ignored]).toEqual([[], [], ['an uplink without a fix of its own']]);
  });
});

describe('uplinks', () => {
  it('are fixes at the time of the first gateway', () => {
    const result = normalize(uplink());
    expect(subjects(result)).toEqual(['device:0004A30B001C0530 device:app1/dev1']);
    expect(facts(result)).toEqual(['at 56.95,24.1 | 2026-02-27T08:00:00.785Z | -']);
    expect(result.reports[0]?.statement).toMatchObject({ position: { altitudeMetres: 10 } });
  });
  it('are received, when no gateway has a clock', () => {
    expect(facts(normalize(uplink({ rx_metadata: [{}] })))[0]).toContain('2026-02-27T08:00:00.789Z');
    expect(facts(normalize(uplink({ rx_metadata: 'x', received_at: undefined })))[0]).toContain('2026-02-27T08:00:01.014Z');
  });
  it('leave zeros out', () => {
    expect(facts(located({ longitude: 24.1 }))[0]).toContain('at 0,24.1');
    expect(facts(located({ latitude: -3 }))[0]).toContain('at -3,0');
    expect(located({ source: 'SOURCE_GPS' }).ignored).toEqual(['an uplink without a fix of its own']);
    expect(ids(normalize(uplink({ f_cnt: 0 })))).toEqual(ids(normalize(uplink({ f_cnt: undefined }))));
  });
  it('are one, whatever else is said of them, and others after a join', () => {
    expect(ids(normalize(uplink({ rx_metadata: [] })))).toEqual(ids(normalize(uplink())));
    expect(ids(normalize(uplink({ f_cnt: 8 })))).not.toEqual(ids(normalize(uplink())));
    expect(ids(normalize(uplink({ session_key_id: 'other' })))).not.toEqual(ids(normalize(uplink())));
    expect(normalize(uplink({}, { simulated: true })).reports[0]?.flags).toEqual(['simulated']);
  });
  it('are refused or ignored with the reason', () => {
    expect(reasons(located({ latitude: 91, longitude: 0 }))).toEqual(['/uplink_message coordinates-unusable']);
    expect(reasons(normalize(uplink({}, { end_device_ids: {} })))).toEqual(['/uplink_message identifier-missing']);
    expect(reasons(normalize(uplink({ rx_metadata: [{ time: 'noon' }] })))).toEqual(['/uplink_message time-unreadable']);
    expect(normalize({ join_accept: {} }).ignored).toEqual(['a message that is no uplink']);
    expect(reasons(normalize('x'))).toEqual([' wrong-shape']);
  });
});
