import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { context, json } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { epcis } from '.';
import { epcisDocument, event } from './fixtures';
import { placeOfId, referenceOf, unitOf } from './gs1';

const normalize = (value: unknown) => epcis.normalize(json(value), context());
const published = (name: string) => epcis.normalize(sample(`epcis/${name}`), context());
const milestone = (more: object) => facts(normalize(event(more)))[0]?.split(' | ')[0];

/** Events that the standard's own schema refuses as well, but for the last one. */
const BROKEN: readonly (readonly [string, object])[] = [
  ['wrong-shape', { type: 'Event' }],
  ['wrong-shape', { action: 'CHANGE' }],
  ['wrong-shape', { action: undefined }],
  ['wrong-shape', { type: 'TransformationEvent' }],
  ['wrong-shape', { parentID: 'urn:epc:id:sscc:4012345.0111111111' }],
  ['wrong-shape', { colour: 'red' }],
  ['time-unreadable', { eventTime: undefined }],
  ['time-unreadable', { eventTime: '2026-02-27T08:00:00' }],
  ['time-unreadable', { eventTime: '2026-02-30T08:00:00Z' }],
  ['time-unreadable', { eventTimeZoneOffset: undefined }],
  ['time-unreadable', { eventTimeZoneOffset: '+14:30' }],
  ['time-unreadable', { eventTimeZoneOffset: 'Z' }],
  ['key-missing', { eventID: 'not a URI' }],
  ['key-missing', { eventID: 7 }],
  ['identifier-missing', { epcList: [] }],
];

describe('EPCIS over HTTP', () => {
  const body = json(epcisDocument([event()]));
  const headers = { authorization: 'Bearer t0ken' };
  const one = { format: epcis, body, secret: 't0ken', header: 'authorization', headers, signsBody: false };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
});

describe('GS1 names', () => {
  it.each([
    ['urn:epc:id:sscc:4012345.0111111111', 'sscc', '040123451111111110'],
    ['urn:epc:id:sscc:0614141.1234567890', 'sscc', '106141412345678908'],
    ['https://id.gs1.org/00/106141412345678908', 'sscc', '106141412345678908'],
    ['https://shop.example/a/b/00/106141412345678908?x=1', 'sscc', '106141412345678908'],
    ['urn:epc:id:bic:CSQU3054383', 'container', 'CSQU3054383'],
    ['urn:epc:id:imovn:9176187', 'vehicle', 'IMO9176187'],
    ['urn:epc:id:grai:4012345.55555.98765', 'device', 'grai:0401234555555498765'],
    ['https://id.example.com/8003/040123450007718765', 'device', 'grai:040123450007718765'],
    ['urn:epc:id:giai:4000001.12345', 'device', 'giai:400000112345'],
    ['https://id.gs1.org/8004/400000112345', 'device', 'giai:400000112345'],
  ])('%s is a %s', (id, scheme, value) => expect(unitOf(id)).toEqual({ scheme, value }));
  it.each([
    'urn:epc:id:sgtin:4012345.011111.9876',
    'urn:epc:class:lgtin:4012345.012345.998877',
    'urn:epc:id:sscc:4012345.1',
    'https://id.gs1.org/00/1',
    '00/106141412345678908',
    '',
  ])('%s names no shipment', (id) => expect(unitOf(id)).toBeUndefined());
  it('of papers and places are read in each of their forms', () => {
    expect(referenceOf('urn:epcglobal:cbv:btt:po', 'urn:epcglobal:cbv:bt:9529999999991:XYZ567')?.value).toBe('XYZ567');
    expect(referenceOf('https://ref.gs1.org/cbv/BTT-bol', 'http://x.example/7')).toEqual({
      scheme: 'bill-of-lading',
      value: 'HTTP://X.EXAMPLE/7',
    });
    expect(referenceOf('inv', 'urn:epcglobal:cbv:bt:1:2')).toBeUndefined();
    expect(placeOfId('urn:epc:id:sgln:0614141.07346.1234')).toEqual({ name: 'GLN 0614141073467 1234' });
    expect(placeOfId('https://id.gs1.org/414/9506000134307')).toEqual({ name: 'GLN 9506000134307' });
    expect(placeOfId('geo:-42.5,23')).toEqual({ latitude: -42.5, longitude: 23 });
    expect(placeOfId('geo:142,23')).toBeUndefined();
  });
});

describeSamples('published EPCIS documents', () => {
  it('about items only name their papers', () => {
    for (const name of ['Example_9.6.1-ObjectEvent.jsonld', 'EPCISQueryDocument.jsonld']) {
      const result = published(name);
      expect(subjects(result)).toEqual(['order:http://transaction.acme.com/po/12345678']);
      expect(facts(result)).toEqual([
        'ACT PICKED_UP | 2005-04-04T02:33:31.116Z | GLN 0614141073467 1234',
        'ACT DELIVERED | 2005-04-05T02:33:31.116Z | GLN 0012345111112 400',
      ]);
    }
    expect(ids(published('EPCISQueryDocument.jsonld'))).toEqual(ids(published('Example_9.6.1-ObjectEvent.jsonld')));
  });
  it('that aggregate speak of the pallet', () => {
    const result = published('Example_9.6.3-AggregationEventWithDigitalLink.jsonld');
    expect([subjects(result), facts(result)]).toEqual([
      ['sscc:106141412345678908'],
      ['ACT DELIVERED | 2013-06-08T14:58:56.591Z | GLN 0614141007776'],
    ]);
  });
  it('that associate speak of each asset', () => {
    const result = published('AssociationEvent-f.jsonld');
    expect(subjects(result)).toEqual(['device:grai:0401234555555498765', 'device:giai:400000112345', 'device:giai:400000112346']);
    expect(new Set(ids(result)).size).toBe(3);
    expect(result.reports[0]).toMatchObject({
      updatedTime: Date.UTC(2019, 10, 6, 13, 5),
      rawCode: 'AssociationEvent/ADD/installing/in_progress',
    });
  });
  it('of a sensor with coordinates are a position', () => {
    const result = published('SensorDataExample16.jsonld');
    expect(subjects(result)).toEqual(['device:grai:040123450007718765']);
    expect(facts(result)).toEqual(['at 42.698334,23.319941 | 2021-05-27T10:00:00.000Z | -']);
  });
  it('of nothing but items, or in XML, are refused', () => {
    expect(reasons(published('Example_9.6.4-TransformationEvent.jsonld'))).toEqual(['/epcisBody/eventList/0 identifier-missing']);
    expect(reasons(published('ErrorDeclarationAndCorrectiveEvent.jsonld'))).toEqual([
      '/epcisBody/eventList/0 identifier-missing',
      '/epcisBody/eventList/1 identifier-missing',
    ]);
    expect(reasons(published('Example_9.6.1-ObjectEvent.xml'))).toEqual([' not-json']);
  });
  it('are good by the schema of the standard, and what is refused here is bad by it', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const isGood = ajv.compile(JSON.parse(Buffer.from(sample('epcis/EPCIS-JSON-Schema.json')).toString()));
    const read = (value: object) => JSON.parse(JSON.stringify(epcisDocument([event(value)])));
    expect(isGood(read({}))).toBe(true);
    for (const [reason, more] of BROKEN)
      expect([reason, more, isGood(read(more))]).toEqual([reason, more, reason === 'identifier-missing']);
  });
  it('with every field of the standard pass', () => {
    const result = published('object_event_all_possible_fields.jsonld');
    expect(subjects(result)).toEqual(['order:urn:epc:id:gdti:0614141.00001.1618034']);
    expect([...facts(result), ...reasons(result)]).toEqual(['RETRACTED | 2005-04-05T02:33:31.116Z | GLN 0012345111112 400']);
    expect(reasons(published('aggregation_event_all_possible_fields.jsonld'))).toEqual([]);
  });
});

describe('EPCIS events', () => {
  it('mean what their step and disposition say, in every spelling', () => {
    expect(milestone({ bizStep: 'urn:epcglobal:cbv:bizstep:shipping' })).toBe('ACT PICKED_UP');
    expect(milestone({ bizStep: 'https://ref.gs1.org/cbv/BizStep-loading' })).toBe('ACT LOADED');
    expect(milestone({ bizStep: 'shipping', disposition: 'urn:epcglobal:cbv:disp:returned' })).toBe('ACT RETURNING');
    expect(milestone({ bizStep: 'receiving', disposition: 'returned' })).toBe('ACT RETURNED');
    expect(milestone({ bizStep: 'inspecting', disposition: 'damaged' })).toBe('ACT DAMAGED');
    expect(milestone({ bizStep: 'receiving', disposition: 'damaged' })).toBe('ACT DELIVERED');
    expect(milestone({ bizStep: undefined, disposition: undefined })).toBe('ACT CARRIER_NOTE');
    expect(milestone({ bizStep: 'http://epcis.example.org/hc/bizstep/summarising_discharge' })).toBe('ACT UNKNOWN');
    expect(milestone({ bizStep: 'constructor' })).toBe('ACT UNKNOWN');
  });
  it('are taken back by an error declaration, with and without an id', () => {
    const declared = {
      errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'incorrect_data' },
      recordTime: '2026-03-01T00:00:01Z',
    };
    for (const eventID of ['urn:uuid:374D95FC-9457-4a51-bd6a-0bba133845a8', undefined]) {
      const result = normalize(epcisDocument([event({ eventID }), event({ eventID, ...declared })]));
      expect(facts(result)[1]).toBe('RETRACTED | 2026-02-27T07:00:00.000Z | GLN 4012345000054');
      expect(new Set(ids(result)).size).toBe(1);
      expect(result.reports[1]).toMatchObject({ updatedTime: Date.UTC(2026, 2, 1), reason: 'incorrect_data' });
    }
    expect(reasons(normalize(event({ errorDeclaration: {} })))).toEqual([' time-unreadable']);
  });
  it('of several units speak of each, and of its papers only when it is one', () => {
    const bizTransactionList = [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }];
    const two = ['urn:epc:id:sscc:4012345.0111111111', 'urn:epc:id:sscc:4012345.0111111112'];
    expect(subjects(normalize(event({ bizTransactionList })))).toEqual(['sscc:040123451111111110 order:1152']);
    expect(subjects(normalize(event({ epcList: two, bizTransactionList })))).toEqual([
      'sscc:040123451111111110',
      'sscc:040123451111111127',
    ]);
  });
  it.each(BROKEN)('are refused with %s: %j', (reason, more) => expect(reasons(normalize(event(more)))).toEqual([` ${reason}`]));
  it('are taken as far as they are good, with extensions', () => {
    const result = normalize(epcisDocument([event({ 'example:colour': 'red' }), 7, event({ type: 'x' })]));
    expect([facts(result).length, reasons(result)]).toEqual([
      1,
      ['/epcisBody/eventList/1 wrong-shape', '/epcisBody/eventList/2 wrong-shape'],
    ]);
    expect(normalize(epcisDocument([])).ignored).toEqual(['no events']);
    expect(reasons(normalize([]))).toEqual([' wrong-shape']);
  });
});
