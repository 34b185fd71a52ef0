import { type AnswerParts, expectDocumented, faultsOf } from '../support/answers';

const JSON_TYPE = 'application/json; charset=utf-8';
const answer = (status: number, body?: unknown, type = JSON_TYPE): AnswerParts => ({
  status,
  headers: new Headers(body === undefined ? {} : { 'content-type': type }),
  text: body === undefined ? '' : JSON.stringify(body),
});
const problem = (status: number, change: object = {}): AnswerParts =>
  answer(
    status,
    { type: 'https://waybill.dev/problems/not-found', title: 'Nothing', status, detail: 'Look elsewhere.', ...change },
    'application/problem+json',
  );
const at = (path: string): string => `http://localhost:3000${path}`;

describe('an answer as it is documented', () => {
  it.each<[string, string, AnswerParts]>([
    ['GET', '/health/live', answer(200, { live: true })],
    ['HEAD', '/health/live?x=1', answer(200)],
    ['GET', '/v1/track/some%2Ftoken', answer(304)],
    ['DELETE', '/v1/shipments/S%20%2F1/identifiers/container/M%C3%BC', answer(200, { position: '1' })],
    ['POST', '/v1/dead-letters/retry', answer(202, { state: 'requested', events: 1 })],
    ['GET', '/v1/shipments/S-1/positions', answer(200, 'time,latitude', 'text/csv')],
    ['GET', '/v1/shipments/S-1', problem(404)],
    ['GET', '/no/such/address', problem(404)],
    ['PATCH', '/v1/shipments', problem(405)],
    ['GET', '/docs', answer(200, '<html>', 'text/html')],
  ])('%s %s passes', (method, path, given) => {
    expect(faultsOf(method, at(path), given)).toEqual([]);
  });
});

describe('an answer otherwise than it is documented', () => {
  it.each<[string, string, AnswerParts, string]>([
    ['GET', '/health/live', answer(200, { live: true, extra: 1 }), "the whole has the undocumented member 'extra'"],
    ['GET', '/health/live', answer(200, {}), "the whole must have required property 'live'"],
    ['GET', '/health/ready', answer(200, { intake: true, queries: 'yes' }), '/queries must be boolean'],
    ['GET', '/health/live', answer(200), 'the documented body is missing'],
    ['GET', '/health/live', answer(204), 'the status 204 is not documented'],
    ['GET', '/health/live', answer(200, { live: true }, 'text/json'), 'the media type text/json is not documented'],
    ['GET', '/v1/track/token', answer(304, { status: 'LOST' }), 'the media type application/json is not documented'],
    ['DELETE', '/health/live', answer(200, {}), 'the operation is not documented'],
    ['GET', '/no/such/address', answer(200, {}), 'the operation is not documented'],
    ['GET', '/no/such/address', problem(404, { hint: 1 }), "the whole has the undocumented member 'hint'"],
    ['GET', '/v1/shipments/S-1', problem(404, { type: 'about:blank' }), '/type must be equal to one of the allowed values'],
  ])('%s %s fails (%#)', (method, path, given, fault) => {
    expect(faultsOf(method, at(path), given)).toEqual([fault]);
  });

  it('is told with the operation, the place and what came', () => {
    const tell = () => expectDocumented('GET', at('/health/live'), answer(200, { live: true, extra: 'EXTRA' }));
    expect(tell).toThrow(/GET \/health\/live answered 200[\s\S]*undocumented member 'extra'[\s\S]*EXTRA/);
  });
});
