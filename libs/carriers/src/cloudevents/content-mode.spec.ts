import { readContent } from './content-mode';
import { type CloudEventVerdict, judge } from './judge';
import { judging, pointers, rawOf, reasonOf, refusalOf, reportOf, request, scan, structured, verdictOn } from './judging.fixture';

describe('binary mode', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': 'e-1',
    'ce-source': 'https://dhl.example/eu',
    'ce-type': 'dev.waybill.item-scanned.v1',
    'ce-subject': 'tracking-number:dhl/1234',
    'ce-time': '2026-03-01T10:00:00Z',
    'content-type': 'application/json; charset=utf-8',
  };
  const body = JSON.stringify(scan.data);

  it('takes attributes from headers and data from the body', () => {
    const report = reportOf(verdictOn(request({ ...headers, 'ce-count': '5', host: 'x' }, body)));
    expect(report).toMatchObject({ id: 'e-1', data: scan.data });
    expect(report.attributes).toEqual({
      specversion: '1.0',
      subject: 'tracking-number:dhl/1234',
      time: '2026-03-01T10:00:00Z',
      count: '5',
      datacontenttype: 'application/json; charset=utf-8',
    });
  });

  it('gives the same report as structured mode', () => {
    const { time, id, source, subject, type, data } = reportOf(verdictOn(request(headers, body)));
    const same = reportOf(structured({ ...scan, subject: 'tracking-number:dhl/1234', time: '2026-03-01T10:00:00Z' }));
    expect({ time, id, source, subject, type, data }).toEqual({
      time: same.time,
      id,
      source,
      subject: same.subject,
      type,
      data: same.data,
    });
  });

  it.each([
    ['K%C3%B6ln', 'Köln'],
    ['k%c3%b6ln', 'köln'],
    ['%41', 'A'],
    ['100%', '100%'],
    ['a%2525', 'a%25'],
    ['"quoted \\"x\\""', 'quoted "x"'],
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
  ])('decodes %j to %j', (given, value) => {
    expect(reportOf(verdictOn(request({ ...headers, 'ce-note': given }, body))).attributes.note).toBe(value);
  });

  it.each([
    ['ce-note', '%C0%A0'],
    ['ce-note', '%ED%A0%80'],
    ['ce-note', 'K\u00f6ln'],
    ['ce-note', '%00'],
    ['ce-datacontenttype', 'application/json'],
    ['ce-data', 'x'],
    ['ce-my-name', 'x'],
    ['ce-id', ''],
  ])('refuses %s: %j', (name, value) => {
    const verdict = verdictOn(request({ ...headers, [name]: value }, body));
    expect(refusalOf(verdict).reason).toBe('invalid-cloudevent');
    expect(pointers(verdict)).toEqual([`/${name.slice(3)}`]);
  });

  it('refuses a header that came twice', () => {
    const request = { headers: { ...headers, 'ce-id': 'a, b' }, rawHeaders: [...rawOf(headers), 'CE-ID', 'b'], body: Buffer.from(body) };
    expect(pointers(verdictOn(request))).toEqual(['/id']);
  });

  it('lists what is missing', () => {
    expect(pointers(verdictOn(request({ 'ce-id': 'x', 'content-type': 'application/json' }, body)))).toEqual([
      '/source',
      '/specversion',
      '/type',
    ]);
  });

  it('takes JSON without a Content-Type, and no other data', () => {
    const { 'content-type': _, ...untyped } = headers;
    expect(verdictOn(request(untyped, body))).toHaveProperty('report');
    expect(pointers(verdictOn(request({ ...headers, 'content-type': 'text/plain' }, body)))).toEqual(['/datacontenttype']);
    expect(pointers(verdictOn(request(headers, '{"milestone":')))).toEqual(['/data']);
    expect(pointers(verdictOn(request(headers, '{"milestone":"DELIVERED","__proto__":1}')))).toEqual(['/data/__proto__']);
    expect(pointers(verdictOn(request(headers)))).toEqual(['/data']);
  });
});

describe('the media type', () => {
  it.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/cloudevents',
    'application/cloudevents+avro',
    'application/cloudevents+xml',
    'application/cloudevents-batch+avro',
    'application/cloudevents+json; charset=utf-16',
    'application/cloudevents+json garbage',
    '',
  ])('%j without ce- headers is not served', (type) => {
    expect(reasonOf(request({ 'content-type': type }, JSON.stringify(scan)))).toBe('unsupported-media-type');
  });

  it('may be missing only when ce- headers are there', () => {
    expect(reasonOf(request({}, JSON.stringify(scan)))).toBe('unsupported-media-type');
  });

  it.each(['Application/CloudEvents+JSON', 'application/cloudevents+json; charset=UTF-8'])('%j is structured', (type) => {
    expect(verdictOn(request({ 'content-type': type }, JSON.stringify(scan)))).toHaveProperty('report');
  });
});

describe('batches', () => {
  const batch = (body: string) => readContent(request({ 'content-type': 'application/cloudevents-batch+json' }, body));

  it('judges each event, with pointers from the top of the body', () => {
    const content = batch(JSON.stringify([scan, { ...scan, time: 5 }, 7])) as { batch: never[] };
    const verdicts = content.batch.map((reading, i) => judge(reading, { ...judging, root: `/${i}` }));
    expect(verdicts.map((verdict) => 'report' in verdict)).toEqual([true, false, false]);
    expect(pointers(verdicts[1] as CloudEventVerdict)).toEqual(['/1/time']);
    expect(pointers(verdicts[2] as CloudEventVerdict)).toEqual(['/2']);
    expect(verdicts[1]).toMatchObject({ source: scan.source, id: 'e-1' });
  });

  it('holds at most 1,000 events', () => {
    expect(batch(JSON.stringify(Array(1000).fill(1)))).toHaveProperty('batch.length', 1000);
    expect(batch(JSON.stringify(Array(1001).fill(1)))).toMatchObject({ refused: { reason: 'too-many-events' } });
  });

  it('weighs each event', () => {
    const content = batch(JSON.stringify([scan, { ...scan, data: { x: 'y'.repeat(300_000) } }])) as { batch: object[] };
    expect(content.batch).toEqual([expect.objectContaining({ sent: expect.anything() }), { tooLarge: true, sent: expect.anything() }]);
  });

  it('may be empty, and must be an array', () => {
    expect(batch('[]')).toEqual({ batch: [] });
    expect(batch('{}')).toMatchObject({ refused: { reason: 'body-unreadable' } });
  });
});
