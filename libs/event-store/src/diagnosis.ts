import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { codeOf, rootOf } from '@waybill/platform';
import type { Endpoint, StoreAddress } from './address';

/** A node that takes longer than this is as good as away. */
const PROBE_MS = 2_000;

const codeTextOf = (error: unknown): string => String(codeOf(error) ?? '');

/** gRPC codes with which a store refuses a caller. */
const PERMISSION_DENIED = '7';
const UNAUTHENTICATED = '16';

/**
 * Why the store cannot be worked with, in one sentence that names the part of `EVENTSTORE_URL` to look at. Finds out by looking at the
 * nodes itself, since texts of errors differ between releases of the client and of servers.
 */
export async function diagnose(address: StoreAddress, error: unknown): Promise<string> {
  const code = codeTextOf(rootOf(error));
  if (code === UNAUTHENTICATED) return 'The event store refuses the user or the password in EVENTSTORE_URL: correct them.';
  if (code === PERMISSION_DENIED) {
    return 'The user in EVENTSTORE_URL may not read or append what Waybill needs: give it $r on $all, and no less than the default rights on streams.';
  }
  const findings = await Promise.all(address.endpoints.map((endpoint) => probe(endpoint, address)));
  const isReachable = findings.includes(undefined);
  return (isReachable ? undefined : findings[0]) ?? 'The event store does not answer yet.';
}

/** What is wrong with one node; undefined when it speaks as the address says. */
async function probe(endpoint: Endpoint, { isTls, caFile }: StoreAddress): Promise<string | undefined> {
  const at = `${endpoint.host}:${endpoint.port}`;
  const plain = await attempt(() => net.connect({ ...endpoint, timeout: PROBE_MS }), 'connect');
  if (plain !== undefined) return unreachable(plain, at);
  const handshake = (options: tls.ConnectionOptions) =>
    attempt(
      () => tls.connect({ ...endpoint, ...serverName(endpoint.host), timeout: PROBE_MS, ALPNProtocols: ['h2'], ...options }),
      'secureConnect',
    );
  if (isTls) return untrusted(await handshake(caFile === undefined ? {} : { ca: fs.readFileSync(caFile) }), at);
  const speaksTls = (await handshake({ rejectUnauthorized: false })) === undefined;
  return speaksTls ? `The event store at ${at} speaks TLS only: take tls=false out of EVENTSTORE_URL.` : undefined;
}

/** An address is no name that a certificate could be asked for by. */
const serverName = (host: string): tls.ConnectionOptions => (net.isIP(host) === 0 ? { servername: host } : {});

/** The code of what went wrong until that event; undefined when nothing did. */
function attempt(open: () => net.Socket, event: 'connect' | 'secureConnect'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = open();
    const end = (code: string | undefined): void => {
      resolve(code);
      socket.destroy();
    };
    socket.once(event, () => end(undefined));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.on('error', (error) => end(codeTextOf(error) || 'ECONNRESET'));
    socket.once('close', () => resolve('ECONNRESET'));
  });
}

function unreachable(code: string, at: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `The host in EVENTSTORE_URL is not known here (${at}, ${code}): correct its name.`;
  return `The event store does not answer at ${at} (${code}): start it, or correct host and port in EVENTSTORE_URL.`;
}

const NAMES_OTHERS = 'ERR_TLS_CERT_ALTNAME_INVALID';
const NO_TLS = /^(ERR_SSL_|EPROTO|ECONNRESET|ETIMEDOUT)/;

function untrusted(code: string | undefined, at: string): string | undefined {
  if (code === undefined) return undefined;
  if (NO_TLS.test(code))
    return `The event store at ${at} does not speak TLS (${code}): add tls=false to EVENTSTORE_URL, or give the store a certificate.`;
  if (code === NAMES_OTHERS) return `The certificate of the event store is not for ${at}: use a host name in EVENTSTORE_URL that it names.`;
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of the event store at ${at} has expired: renew it.`;
  return `No authority known here vouches for the certificate of the event store at ${at} (${code}): name the file of its authority by tlsCAFile in EVENTSTORE_URL.`;
}
