import { createHmac } from 'node:crypto';
import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { dcsa } from '.';
import { flat, grouped } from './fixtures';

const normalize = (value: unknown) => dcsa.normalize(json(value), context());
const published = (name: string) => dcsa.normalize(sample(`dcsa_tnt/tnt-${name}.json`), context());
const flags = (result: ReturnType<typeof normalize>) => result.reports.map((report) => report.flags.join(' '));

describe('DCSA signatures', () => {
  const body = json([flat()]);
  const secret = Buffer.from('a key of bytes').toString('base64');
  const signature = `sha256=${createHmac('sha256', 'a key of bytes').update(body).digest('hex')}`;
  const one = { format: dcsa, body, secret, header: 'notification-signature', headers: { 'notification-signature': signature } };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
  it('match a vector that was made elsewhere, and need their prefix', () => {
    expect(
      dcsa.verify(
        bytes('[]'),
        { 'notification-signature': 'sha256=8cf3d584bac42070e44f249a550910bd0077d18a9cc62a54c59c6758458bf01a' },
        '/',
        ['a2V5'],
        NOW,
      ),
    ).toMatchObject({ verified: true });
    expect(
      dcsa.verify(
        bytes('[]'),
        { 'notification-signature': '8cf3d584bac42070e44f249a550910bd0077d18a9cc62a54c59c6758458bf01a' },
        '/',
        ['a2V5'],
        NOW,
      ),
    ).toEqual({ verified: false, fault: 'header-malformed' });
  });
});

const FACTS_220 = [
  'ACT ARRIVED_AT_HUB | 2021-01-09T13:12:56.000Z | FR, FRPAR',
  'ACT CARRIER_NOTE | 2019-11-11T23:11:00.000Z | -',
  'EST CARRIER_NOTE | 2019-11-11T23:11:00.000Z | Eiffel Tower, København, N/A, FR, FRPAR',
  'ACT ARRIVED_AT_HUB | 2021-01-09T13:12:56.000Z | FR, FRPAR',
  'ACT CARRIER_NOTE | 2019-11-11T23:11:00.000Z | -',
  'EST CARRIER_NOTE | 2019-11-11T23:11:00.000Z | Eiffel Tower, København, N/A, FR, FRPAR',
  'ACT CARRIER_NOTE | 2019-11-11T23:11:00.000Z | -',
];
const REQUESTS_300 = [
  ['shipment', 'ACT INFO_RECEIVED | 2026-01-20T10:00:00.000Z | -', 'booking:ABC709951 bill-of-lading:HHL71800000'],
  [
    'transport',
    'ACT ARRIVED_AT_HUB | 2026-01-20T12:30:00.000Z | Sample Port Terminal, DE, DEHAM',
    'booking:ABC709951 bill-of-lading:HHL71800000 vehicle:IMO1234567',
  ],
  ['equipment', 'ACT LOADED | 2026-01-20T14:15:00.000Z | Example Container Yard, Example City, NL, NLRTM', 'container:APZU4812090'],
  ['iot', 'ACT CARRIER_NOTE | 2026-01-20T16:45:00.000Z | Container Storage Area', 'container:APZU4812090'],
  ['reefer', 'ACT CARRIER_NOTE | 2026-01-20T18:00:00.000Z | Reefer Monitoring Station, US, USNYC', 'container:APZU4812090'],
] as const;
const ANSWER_300 = [
  'ACT INFO_RECEIVED | 2026-01-15T09:00:00.000Z | -',
  'ACT DEPARTED_HUB | 2026-01-16T11:30:00.000Z | Example Terminal Alpha, GB, GBSOU',
  'ACT CARRIER_NOTE | 2026-01-17T13:45:00.000Z | Example Warehouse Facility, Example Town, FR, FRPAR',
  'at 51.5074,-0.1278 | 2026-01-18T15:20:00.000Z | Monitoring Station Alpha',
  'ACT CARRIER_NOTE | 2026-01-19T17:00:00.000Z | Cold Storage Facility, BE, BEANR',
];
const NEXT_300 = [
  'ACT CARRIER_NOTE | 2026-01-20T08:00:00.000Z | -',
  'EST ARRIVED_AT_HUB | 2026-01-20T10:15:00.000Z | Example Port Beta, ES, ESBCN',
  'ACT ARRIVED_AT_HUB | 2026-01-20T12:30:00.000Z | Example Yard Beta, IT, ITGOA',
  'ACT CARRIER_NOTE | 2026-01-20T14:45:00.000Z | Sensor Hub Beta',
  'ACT CARRIER_NOTE | 2026-01-20T16:30:00.000Z | Refrigeration Hub, NL, NLAMS',
];

describeSamples('messages of the DCSA conformance tests', () => {
  it('2.2, good: all seven are taken, with the reason of a delay', () => {
    const result = published('220-response');
    expect(facts(result)).toEqual(FACTS_220);
    expect(reasons(result)).toEqual([]);
    expect(subjects(result)).toContain('container:APZU4812090 booking:ABC123123123 bill-of-lading:RESERVED-HHL123 vehicle:IMO9321483');
    expect(result.reports[0]).toMatchObject({ reason: 'WEA', note: 'Bad weather', rawCode: 'TRANSPORT/ARRI/VESSEL' });
    expect(ids(result)[0]).toBe('1f5b0eca-c521-5cd7-93de-45b54c36500b');
    expect(JSON.stringify(result)).not.toMatch(/Henrik|Kronprincessegade/);
  });
  it('2.2, wrong ids: what is no UUID is refused, and what comes twice is one', () => {
    const result = published('220-response-wrong-event-ids');
    expect(reasons(result)).toEqual(['/0 key-missing', '/1 key-missing']);
    expect(ids(result)).toHaveLength(3);
  });
  it('2.2, wrong times: refused when unreadable; without a name of anything in the others', () => {
    expect(reasons(published('220-response-wrong-date-times'))).toEqual([
      '/0 identifier-missing',
      ...[1, 2, 3, 4].map((i) => `/${i} time-unreadable`),
      '/5 identifier-missing',
      '/6 identifier-missing',
    ]);
  });
  it('2.2, wrong structure: refused, since a list within the list is no event', () => {
    expect(reasons(published('220-response-wrong-structure'))).toEqual(['/0 wrong-shape', '/1 wrong-shape']);
  });
  it('2.2, values that differ within one event: flagged, without a place', () => {
    const result = published('220-response-wrong-attribute-values');
    expect(facts(result)).toEqual(['ACT DEPARTED_HUB | 2021-01-09T13:12:56.000Z | -', 'EST CARRIER_NOTE | 2019-11-11T23:11:00.000Z | -']);
    expect(flags(result)).toEqual(['contradictory-places', 'check-digit-wrong contradictory-places']);
    expect(reasons(result)).toEqual(['/1 identifier-missing']);
  });
  it.each(REQUESTS_300)('3.0, %s', (name, fact, subject) => {
    const result = published(`300-request-${name}`);
    expect([facts(result), subjects(result), reasons(result)]).toEqual([[fact], [subject], []]);
  });
  it('3.0, answers', () => {
    expect(facts(published('300-response'))).toEqual(ANSWER_300);
    expect(facts(published('300-response-nextpage'))).toEqual(NEXT_300);
    expect(flags(published('300-response'))).toEqual(Array(5).fill('contradictory-times'));
  });
});

describe('DCSA events', () => {
  const milestone = (event: object) => {
    const [report] = normalize([event]).reports;
    return report?.statement.kind === 'milestone' ? `${report.statement.classifier} ${report.statement.milestone}` : report?.statement.kind;
  };
  it('say the same again when they are sent again, alone or in a list', () => {
    expect(ids(normalize([flat()]))).toEqual(ids(normalize([flat(), flat()])));
    expect(ids(normalize({ events: [flat({ eventID: undefined })] }))).toEqual(ids(normalize(flat({ eventID: null }))));
  });
  it('of 3.0 are corrected under their id, and withdrawn under it with nothing else said', () => {
    const moved = grouped({ eventDateTime: '2026-02-27T07:00:00+01:00', eventUpdatedDateTime: '2026-02-27T10:00:00Z' });
    const { eventRouting, eventID } = grouped();
    const result = normalize({
      events: [grouped(), moved, { eventRouting, eventID, eventUpdatedDateTime: '2026-02-27T11:00:00Z', isRetracted: true }],
    });
    expect(new Set(ids(result)).size).toBe(1);
    expect(result.reports.map(({ updatedTime }) => updatedTime)).toEqual([9, 10, 11].map((hour) => Date.UTC(2026, 1, 27, hour)));
    expect(result.reports[2]).toMatchObject({ statement: { kind: 'retraction' }, about: [], time: { certainty: 'none' } });
    expect(ids(normalize({ events: [grouped({ eventRouting: { originatingParty: { partyCode: 'OTHER' } } })] }))).not.toEqual([
      ids(result)[0],
    ]);
  });
  it('of 2.2 are withdrawn by the id of the event', () => {
    const result = normalize([flat(), { retractedEventID: flat().eventID, eventCreatedDateTime: '2026-02-28T00:00:00Z' }]);
    expect(result.reports.map(({ statement }) => statement.kind)).toEqual(['milestone', 'retraction']);
    expect(new Set(ids(result)).size).toBe(1);
  });
  it('never say more than they do', () => {
    expect(milestone(flat({ eventClassifierCode: 'PLN' }))).toBe('PLN ARRIVED_AT_HUB');
    expect(milestone(flat({ equipmentEventTypeCode: 'GTOT', emptyIndicatorCode: 'EMPTY' }))).toBe('ACT CARRIER_NOTE');
    expect(milestone(flat({ equipmentEventTypeCode: 'NEWC' }))).toBe('ACT UNKNOWN');
    expect(milestone(flat({ eventType: 'constructor' }))).toBe('ACT UNKNOWN');
    const paper = (documentTypeCode: string) =>
      flat({ eventType: 'SHIPMENT', shipmentEventTypeCode: 'VOID', documentTypeCode, documentID: 'D1' });
    expect([milestone(paper('BKG')), milestone(paper('ARN'))]).toEqual(['ACT CANCELLED', 'ACT CARRIER_NOTE']);
  });
  it('are taken as far as they are good', () => {
    const result = normalize([flat(), 7, flat({ eventClassifierCode: 'MAYBE' }), flat({ eventCreatedDateTime: '1999-01-01T00:00:00Z' })]);
    expect(reasons(result)).toEqual(['/1 wrong-shape', '/2 wrong-shape']);
    expect(flags(result)).toEqual(['', 'contradictory-times']);
    expect(reasons(normalize({ events: {} }))).toEqual(['/events wrong-shape']);
    expect(normalize([])).toMatchObject({ reports: [], refusals: [], ignored: ['no events'] });
  });
});
