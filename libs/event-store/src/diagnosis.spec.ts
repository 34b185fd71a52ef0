import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { parseAddress } from './address';
import { diagnose } from './diagnosis';
import { StoreUnavailable } from './errors';
import { AUTHORITY, CERTIFICATE, KEY } from './testing/certificates';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-diagnosis-'));
const caFile = path.join(folder, 'ca.pem');
const secure = tls.createServer({ cert: CERTIFICATE, key: KEY, ALPNProtocols: ['h2'] });
/** Answers as a node without TLS does to a greeting that it does not understand: it hangs up. */
const plain = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
let tlsPort: number;
let plainPort: number;

beforeAll(async () => {
  fs.writeFileSync(caFile, AUTHORITY);
  secure.on('tlsClientError', () => {});
  for (const server of [secure, plain]) await once(server.listen(0, '127.0.0.1'), 'listening');
  [tlsPort, plainPort] = [secure, plain].map((server) => (server.address() as net.AddressInfo).port) as [number, number];
});
afterAll(() => {
  secure.close();
  plain.close();
  fs.rmSync(folder, { recursive: true });
});

const said = (address: string, cause: object = {}) =>
  diagnose(parseAddress(address), new StoreUnavailable('reading failed', { cause: Object.assign(new Error(), cause) }));

describe('what keeps the event store away', () => {
  it('is nothing that can be seen from here when the node speaks as the address says', async () => {
    expect(await said(`esdb://user:pass@127.0.0.1:${tlsPort}?tlsCAFile=${encodeURIComponent(caFile)}`)).toBe(
      'The event store does not answer yet.',
    );
    expect(await said(`esdb://127.0.0.1:${plainPort}?tls=false`)).toBe('The event store does not answer yet.');
    expect(await said('unix:/tmp/no.sock')).toBe('The event store does not answer yet.');
  });

  it('is a certificate for which no known authority vouches', async () => {
    expect(await said(`esdb://127.0.0.1:${tlsPort}`)).toMatch(/No authority known here .* tlsCAFile in EVENTSTORE_URL/);
  });

  it('is TLS that one side asks for and the other has not', async () => {
    expect(await said(`esdb://127.0.0.1:${tlsPort}?tls=false`)).toMatch(/speaks TLS only: take tls=false out/);
    expect(await said(`esdb://127.0.0.1:${plainPort}`)).toMatch(/does not speak TLS .* add tls=false/);
  });

  it('is nothing listening, or a host that has no address', async () => {
    expect(await said('127.0.0.1:1')).toMatch(/does not answer at 127.0.0.1:1 \(ECONNREFUSED\)/);
    expect(await said('esdb://no-such-host.invalid:2113?tls=false')).toMatch(/host in EVENTSTORE_URL is not known here/);
  });

  it('is the user, by what the store answers', async () => {
    expect(await said(`127.0.0.1:${plainPort}`, { code: 16 })).toMatch(/refuses the user or the password/);
    expect(await said(`127.0.0.1:${plainPort}`, { code: 7 })).toMatch(/give it \$r on \$all/);
  });

  it('is nothing as long as one node of a cluster can be reached', async () => {
    expect(await said(`esdb+discover://127.0.0.1:1,127.0.0.1:${plainPort}?tls=false`)).toBe('The event store does not answer yet.');
  });
});
