import { pointers, reasonOf, refusalOf, reportOf, request, STRUCTURED, scan, structured, verdictOn } from './judging.fixture';

describe('structured mode', () => {
  it('keeps every attribute and the data as sent', () => {
    const sent = { ...scan, traceparent: '00-x', count: 5, flag: true, comexampleextension1: null, dataschema: 'https://x.example/y' };
    expect(reportOf(structured(sent))).toEqual({
      source: scan.source,
      id: 'e-1',
      type: scan.type,
      subject: { kind: 'identifier', identifier: { scheme: 'tracking-number', value: 'DHL/1234' } },
      time: Date.UTC(2026, 2, 1, 9, 0, 0, 123),
      attributes: {
        specversion: '1.0',
        subject: scan.subject,
        time: scan.time,
        traceparent: '00-x',
        count: 5,
        flag: true,
        dataschema: 'https://x.example/y',
      },
      data: scan.data,
      traceparent: undefined,
    });
  });

  it('takes the time of the fix as event time', () => {
    const data = { latitude: 0, longitude: 0, fixTime: '2026-03-01T08:00:00Z' };
    const report = reportOf(structured({ ...scan, type: 'dev.waybill.position-reported.v1', subject: 'vehicle:T 7', data }));
    expect(report.time).toBe(Date.UTC(2026, 2, 1, 8));
  });

  it.each([
    ['specversion', undefined],
    ['specversion', '0.3'],
    ['specversion', 1],
    ['id', undefined],
    ['id', ''],
    ['id', null],
    ['id', 7],
    ['id', 'a\u0007b'],
    ['source', ''],
    ['source', 'no spaces please'],
    ['source', 'half%2'],
    ['source', '1a:b'],
    ['source', 'ünï'],
    ['type', ''],
    ['subject', ''],
    ['subject', 5],
    ['time', '2026-03-01T10:00:00'],
    ['time', '2026/03/01T10:00:00Z'],
    ['time', '2026-02-30T10:00:00Z'],
    ['time', ''],
    ['time', 5],
    ['datacontenttype', 'json'],
    ['datacontenttype', ''],
    ['dataschema', 'relative/schema'],
    ['dataschema', ''],
    ['myExtension', 'x'],
    ['my_extension', 'x'],
    ['my-extension', 'x'],
    ['nested', { a: 1 }],
    ['list', [1]],
    ['fraction', 1.5],
    ['large', 2147483648],
    ['data_base64', 'e30='],
  ])('refuses %s = %j by the specification', (name, value) => {
    const verdict = structured({ ...scan, [name]: value });
    expect(refusalOf(verdict).reason).toBe('invalid-cloudevent');
    expect(pointers(verdict)).toEqual([`/${name}`]);
  });

  it.each([
    ['source', '/relative/reference'],
    ['source', '//host/path'],
    ['source', 'mailto:a@b.example'],
    ['source', 'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66'],
    ['source', '1-555-123-4567'],
    ['source', 'https://[2001:db8::1]/x?y=%C3%BC#z'],
    ['time', '2026-03-01t10:00:00z'],
    ['datacontenttype', 'application/vnd.x+json; charset=utf-8'],
    ['longextensionnamethatisallowed', ''],
    ['number', -2147483647],
  ])('takes %s = %j', (name, value) => {
    expect(structured({ ...scan, [name]: value })).toHaveProperty('report');
  });

  it('lists all faults of the envelope, and only those', () => {
    const verdict = structured({ time: 'x', subject: '', UPPER: 1, type: 'other', data: {}, data_base64: '!' });
    expect(pointers(verdict)).toEqual(['/UPPER', '/data_base64', '/id', '/source', '/specversion', '/subject', '/time']);
  });

  it('asks for the type next, and for nothing else', () => {
    for (const type of ['com.example.other', 'dev.waybill.shipment-registered.v1', 'dev.waybill.item-scanned.v2']) {
      const verdict = structured({ ...scan, type, subject: undefined, data: 5 });
      expect(refusalOf(verdict).reason).toBe('unknown-event-type');
    }
  });

  it('lists everything that Waybill misses at once', () => {
    const verdict = structured({ ...scan, time: null, subject: null, data: { milestone: 'in_transit', location: { latitude: 91 } } });
    expect(refusalOf(verdict).reason).toBe('invalid-data');
    expect(pointers(verdict)).toEqual(['/data/location/latitude', '/data/milestone', '/subject', '/time']);
  });

  it.each([
    [{ subject: 'nothing' }, ['/subject']],
    [{ subject: 'planet:mars' }, ['/subject']],
    [{ subject: 'tracking-number:1234' }, ['/subject']],
    [{ data: undefined }, ['/data']],
    [{ data: null }, ['/data']],
    [{ data: '{"milestone":"DELIVERED"}' }, ['/data']],
    [{ data: '<x/>', datacontenttype: 'text/xml' }, ['/datacontenttype']],
    [{ data: { milestone: 'DELIVERED', classifier: 'act' } }, ['/data/classifier']],
  ])('does not take %j', (change, expected) => {
    expect(pointers(structured({ ...scan, ...change }))).toEqual(expected);
  });

  it('reads data_base64', () => {
    const { data, ...event } = scan;
    const bytes = Buffer.from(JSON.stringify(data)).toString('base64');
    expect(reportOf(structured({ ...event, data_base64: bytes })).data).toEqual(data);
    expect(pointers(structured({ ...event, data_base64: Buffer.from('{').toString('base64') }))).toEqual(['/data']);
    expect(pointers(structured({ ...event, data_base64: 'e30' }))).toEqual(['/data_base64']);
  });

  it('refuses a foreign source before it judges anything else', () => {
    expect(refusalOf(structured({ source: 'urn:foreign:x' })).reason).toBe('source-forbidden');
  });

  it.each(['5', '"x"', '[]', 'null'])('refuses %s instead of an object', (body) => {
    expect(refusalOf(verdictOn(request({ 'content-type': STRUCTURED }, body))).reason).toBe('invalid-cloudevent');
  });

  it('refuses an event beyond 256 KiB and a body that cannot be read', () => {
    const large = structured({ ...scan, data: { ...scan.data, blob: 'x'.repeat(256 * 1024) } });
    expect(refusalOf(large).reason).toBe('event-too-large');
    expect(reasonOf(request({ 'content-type': STRUCTURED }, '{'))).toBe('body-unreadable');
    expect(reasonOf(request({ 'content-type': STRUCTURED }))).toBe('body-unreadable');
  });

  it('allows 32 levels of data, and no more', () => {
    const deep = (levels: number): unknown => (levels === 1 ? {} : { x: deep(levels - 1) });
    const sent = (levels: number) =>
      request({ 'content-type': STRUCTURED }, JSON.stringify({ ...scan, data: { milestone: 'DELIVERED', x: deep(levels - 1) } }));
    expect(verdictOn(sent(32))).toHaveProperty('report');
    expect(reasonOf(sent(33))).toBe('body-unreadable');
  });
});
