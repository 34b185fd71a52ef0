import fs from 'node:fs';
import path from 'node:path';
import { httpClient, problem, type Send } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** The examples of the CloudEvents specification and its conformance suite, where they lie beside the project. */
const folder = path.resolve(__dirname, '../../../shared/samples/cloudevents');
const present = fs.existsSync(folder);
const files = present ? fs.readdirSync(folder) : [];
const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
const samples = present ? describe : describe.skip;

let waybill: RunningWaybill;
let send: Send;

beforeAll(async () => {
  if (!present) return;
  waybill = await startWaybill();
  send = httpClient(waybill.url, waybill.operatorKey);
}, 60_000);
afterAll(() => waybill?.stop(), 30_000);

const structured = (body: string, type = 'application/cloudevents+json') => send('/v1/events', { body, headers: { 'content-type': type } });

samples(`CloudEvents samples${present ? '' : ' (skipped: the samples are not beside the project)'}`, () => {
  const single = files.filter((file) => /json-format-example-0[1-6]|core-example/.test(file));
  // These hold a placeholder where Base64 stands.
  const placeholders = /example-0[17]\.json$/;

  it.each(single)('%s is a valid envelope of a type that is not taken in', async (file) => {
    const answer = await structured(read(file));
    expect(answer.status).toBe(400);
    const expected = placeholders.test(file) && file.includes('json-format') ? 'invalid-cloudevent' : 'unknown-event-type';
    expect(answer.body.type).toBe(problem(expected));
    if (expected === 'invalid-cloudevent') expect(answer.body.errors).toEqual([{ pointer: '/data_base64', detail: expect.any(String) }]);
  });

  it('the empty batch is taken in, the other one is judged event by event', async () => {
    const type = 'application/cloudevents-batch+json';
    expect((await structured(read('spec-json-format-example-08.json'), type)).status).toBe(202);
    const batch = await structured(read('spec-json-format-example-07.json'), type);
    expect(batch.body.events.map((event: { problem: { type: string } }) => event.problem.type)).toEqual([
      problem('invalid-cloudevent'),
      problem('unknown-event-type'),
    ]);
  });

  it.each(files.filter((file) => file.endsWith('.http.txt')))('%s is a valid envelope in binary mode', async (file) => {
    const [head = '', body = ''] = read(file).split(/\r?\n\r?\n/);
    const headers = Object.fromEntries(head.split(/\r?\n/).map((line) => line.split(/: (.*)/).slice(0, 2)));
    const answer = await send('/v1/events', { body, headers: { 'content-type': 'application/json', ...headers } });
    // The last two carry no type.
    expect(answer.status).toBe(400);
    const slug = headers['ce-type'] ? 'unknown-event-type' : 'invalid-cloudevent';
    expect(answer.body.type).toBe(problem(slug));
  });

  it.each(['application/json', 'application/json; charset=utf-8'])('binary mode of the conformance feature with %s', async (type) => {
    const attributes = { specversion: '1.0', type: 'com.example.someevent', time: '2018-04-05T03:56:24Z', id: '1234-1234-1234' };
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    const source = { 'ce-source': '/mycontext/subcontext', 'content-type': type };
    const answer = await send('/v1/events', { body: '{"message":"Hello World!"}', headers: { ...headers, ...source } });
    expect(answer.body.type).toBe(problem('unknown-event-type'));
  });

  it.each(['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8'])('structured mode with %s', async (type) => {
    const event = { specversion: '1.0', type: 'com.example.someevent', id: '1', source: '/mycontext', data: { message: 'Hello' } };
    expect((await structured(JSON.stringify(event), type)).body.type).toBe(problem('unknown-event-type'));
  });
});
