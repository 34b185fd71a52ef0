import fs from 'node:fs';
import { EventStoreDBClient } from '@eventstore/db-client';
import { codeOf } from '@waybill/platform';
import { UnusableAddress } from './errors';

/** One node that an address names. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What an address of the event store says, without its secrets. */
export interface StoreAddress {
  /** Empty for a unix socket. */
  readonly endpoints: readonly Endpoint[];
  readonly isTls: boolean;
  /** File with the authorities that vouch for the nodes, where it is not the system's. */
  readonly caFile?: string;
}

/** The client does not know the newer name of the scheme; it means the same. */
const CONNECTION_STRING = /^(?:esdb|kurrentdb)((?:\+discover)?):\/\/(?:([^@/?]*)@)?([^/?]*)\/?(?:\?(.*))?$/;
const SOCKET = /^unix:.+$/;
const DEFAULT_PORT = 2113;
const FORMS = 'give esdb://host:2113?tls=false, esdb+discover://user:password@host:2113, unix:<path> or <host>:<port>';

const isBoolean = (value: string): boolean => value === 'true' || value === 'false';
const isWholeNumber = (value: string): boolean => /^\d+$/.test(value);
const isPreference = (value: string): boolean => /^(leader|follower|random|read_?only_?replica)$/i.test(value);
const anything = (): boolean => true;
/** The options that the client has, and what each takes. It would write an address with another one to the console, password included. */
const OPTIONS: Readonly<Record<string, (value: string) => boolean>> = {
  tls: isBoolean,
  tlsverifycert: (value) => value === 'true',
  throwonappendfailure: isBoolean,
  tlscafile: anything,
  usercertfile: anything,
  userkeyfile: anything,
  connectionname: anything,
  nodepreference: isPreference,
  maxdiscoverattempts: isWholeNumber,
  defaultdeadline: isWholeNumber,
  discoveryinterval: isWholeNumber,
  gossiptimeout: isWholeNumber,
  keepaliveinterval: isWholeNumber,
  keepalivetimeout: isWholeNumber,
};
/** The client takes `tls_ca_file` for `tlsCAFile`. */
const flat = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');

/** @throws UnusableAddress that names the part which is wrong, and never repeats a password. */
export function parseAddress(address: string): StoreAddress {
  if (SOCKET.test(address)) return { endpoints: [], isTls: false };
  const match = CONNECTION_STRING.exec(address);
  if (!match) {
    const [endpoint] = address.includes('/') ? [] : endpointsOf(address, true);
    if (!endpoint) throw new UnusableAddress(FORMS);
    return { endpoints: [endpoint], isTls: false };
  }
  const [, , credentials, hosts = '', query = ''] = match;
  if (credentials !== undefined) checkCredentials(credentials);
  const endpoints = endpointsOf(hosts, false);
  const options = optionsOf(query);
  const caFile = options.get('tlscafile');
  for (const [name, file] of options) if (name.endsWith('file')) checkFile(name, file);
  return { endpoints, isTls: options.get('tls') !== 'false', ...(caFile !== undefined && { caFile }) };
}

/** The client cuts a password at its second colon, and takes half a pair for a host. */
function checkCredentials(credentials: string): void {
  if (/^[^:]+:[^:]+$/.test(credentials)) return;
  throw new UnusableAddress('before the @ give user:password, each percent-encoded (a colon in a password is %3A)');
}

function endpointsOf(hosts: string, isPortNeeded: boolean): Endpoint[] {
  return hosts.split(',').map((text) => {
    const [, host, port] = /^([^:\s[\]]+|\[[0-9a-f:]+\])(?::(\d+))?$/i.exec(text) ?? [];
    if (host === undefined || (isPortNeeded && port === undefined)) throw new UnusableAddress(`the host is not one; ${FORMS}`);
    const number = Number(port ?? DEFAULT_PORT);
    if (number < 1 || number > 65_535) throw new UnusableAddress(`port ${port} is none: give a number from 1 to 65535`);
    return { host: host.replaceAll(/[[\]]/g, ''), port: number };
  });
}

function optionsOf(query: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', value = ''] = pair.split('=');
    const takes = Object.hasOwn(OPTIONS, flat(name)) ? OPTIONS[flat(name)] : undefined;
    // What is no word may be the rest of a password with an unencoded question mark.
    if (!/^[A-Za-z_-]{1,40}$/.test(name)) throw new UnusableAddress('behind the ? give name=value pairs; elsewhere a ? is %3F');
    if (!takes) throw new UnusableAddress(`there is no option ${name}: correct its name or take it out`);
    if (value === '' || !takes(value)) throw new UnusableAddress(`the option ${name} does not take this value`);
    options.set(flat(name), decoded(name, value));
  }
  return options;
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new UnusableAddress(`the option ${name} is not percent-encoded right`);
  }
}

function checkFile(name: string, file: string): void {
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch (error) {
    const option = { tlscafile: 'tlsCAFile', usercertfile: 'userCertFile' }[name] ?? 'userKeyFile';
    throw new UnusableAddress(
      `the file that ${option} names cannot be read (${codeOf(error)}: ${file}): correct the path or make it readable`,
    );
  }
}

/**
 * A client of the store at this address: a connection string, or a node without TLS at `unix:<path>` or `<host>:<port>`. It connects with
 * its first call. @throws UnusableAddress
 */
export function clientOf(address: string): EventStoreDBClient {
  parseAddress(address);
  const [, rest] = /^(?:esdb|kurrentdb)((?:\+discover)?:\/\/.+)$/.exec(address) ?? [];
  if (rest === undefined) return new EventStoreDBClient({ endpoint: address }, { insecure: true });
  try {
    return EventStoreDBClient.connectionString(`esdb${rest}`);
  } catch {
    throw new UnusableAddress(FORMS);
  }
}
