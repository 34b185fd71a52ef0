import { Audience, type Interest } from './audience';
import { AudienceIndex } from './audience-index';
import type { ChangedRow } from './row-changes';

const interest = (more: Partial<Interest>): Interest => ({
  topics: ['shipments', 'exceptions', 'inbound'],
  shipments: {},
  exceptions: {},
  inbound: {},
  shipmentIds: [],
  ...more,
});
const row = (id: string, more: Partial<ChangedRow> = {}): ChangedRow => ({ id, shipmentId: id, text: `row ${id}\n`, ...more });
const ofCarrier = () => new Audience(interest({ shipments: { carrier: 'dhl' } }));
const kinds = (audience: Audience, id: string, fits: boolean, isNew = false) =>
  audience.messages('shipments', [row(id)], new Set(fits ? [id] : []), isNew).map(({ text }) => (text.startsWith('row') ? 'row' : 'gone'));

describe('what a changed row means to those with a filter', () => {
  it('is the row where it fits, and once that it is gone where it no longer does', () => {
    const audience = ofCarrier();
    audience.show('shipments', new Set(['S1']));
    expect(kinds(audience, 'S1', false)).toEqual(['gone']);
    expect(kinds(audience, 'S1', false)).toEqual([]);
    expect(kinds(audience, 'S1', true)).toEqual(['row']);
    expect(kinds(audience, 'S1', false)).toEqual(['gone']);
  });

  it('is nothing where it never fitted', () => {
    const audience = ofCarrier();
    audience.show('shipments', new Set());
    expect(kinds(audience, 'S2', false)).toEqual([]);
  });

  it('is that it is gone while it is not known what they show, and to those who have just come', () => {
    const audience = ofCarrier();
    expect(kinds(audience, 'S1', false)).toEqual(['gone']);
    audience.show('shipments', new Set());
    expect(kinds(audience, 'S1', false, true)).toEqual(['gone']);
    audience.show('shipments', undefined);
    expect(kinds(audience, 'S1', false)).toEqual(['gone']);
    expect(kinds(audience, 'S1', false)).toEqual(['gone']);
  });

  it('has to be asked anew once its clients read anew', () => {
    const audience = ofCarrier();
    expect(audience.lacks('shipments')).toBe(true);
    audience.show('shipments', new Set());
    expect(audience.lacks('shipments')).toBe(false);
    audience.forget();
    expect(audience.lacks('shipments')).toBe(true);
    expect(new Audience(interest({})).lacks('shipments')).toBe(false);
  });
});

describe('whom a row may concern', () => {
  const all = new Audience(interest({}));
  const one = new Audience(interest({ shipmentIds: ['S1', 'S2', 'S1'] }));
  const exceptions = new Audience(interest({ topics: ['exceptions'] }));
  const munich = new Audience(interest({ inbound: { siteId: 'MUC' } }));
  const index = new AudienceIndex([all, one, exceptions, munich]);
  const ids = (rows: readonly { readonly id: string }[] | undefined) => rows?.map(({ id }) => id);

  it('is those who hear of its topic and did not ask for other shipments', () => {
    const found = index.concerned('shipments', [row('S1'), row('S3')]);
    expect(ids(found.get(all))).toEqual(['S1', 'S3']);
    expect(ids(found.get(one))).toEqual(['S1']);
    expect(found.has(exceptions)).toBe(false);
    expect(index.concerned('shipments', [row('S9')]).has(one)).toBe(false);
  });

  it('is those alone who asked for the site of a line', () => {
    const found = index.concerned('inbound', [row('L1', { siteId: 'MUC' }), row('L2', { siteId: 'HAM' })]);
    expect(ids(found.get(munich))).toEqual(['L1']);
    expect(ids(found.get(all))).toEqual(['L1', 'L2']);
  });
});
