import { z } from 'zod';
import { parseKey } from '../keys';
import { parseProxies } from './proxies';

/** One environment variable: what it means, how its text is read, and what applies when it is unset. */
export type Setting<T = unknown> = {
  readonly schema: z.ZodType<T, string>;
  readonly description: string;
  readonly example: string;
  /** Text that is read when the variable is unset. */
  readonly default?: string;
  /** What happens when it is unset and there is no plain default; for the README's table. */
  readonly unset?: string;
  /** Never echoed in an error; may also come from a file that `<NAME>_FILE` names. */
  readonly secret?: true;
};

const setting = <T>(it: Setting<T>): Setting<T> => it;
const text = z.string();
const isEventStore = (value: string) => /^(esdb(\+discover)?:\/\/\S+|unix:\/?\S+|(127\.0\.0\.1|localhost|\[::1\]):\d{1,5})$/.test(value);
const parsed = <T>(read: (value: string) => T | undefined, wanted: string) =>
  text.transform((value, issue): T => {
    const result = read(value);
    if (result !== undefined) return result;
    issue.addIssue({ code: 'custom', message: wanted });
    return z.NEVER;
  });
const wholeNumber = (from: number, to: number) =>
  parsed(
    (value) => (/^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined),
    `give a whole number from ${from} to ${to}`,
  );
const namesLike = (pattern: RegExp) => (value: string) => {
  const names = value.split(',').map((name) => name.trim());
  return names.every((name) => pattern.test(name)) ? names : undefined;
};
const processorNames = namesLike(/^[a-z][a-z0-9-]*$/);
const names = namesLike(/./);
const baseUrl = (value: string) => (URL.canParse(value) && /^https?:\/\//.test(value) ? value.replace(/\/+$/, '') : undefined);

/** Every setting there is. Configuration, its errors and the README's table all come from this one record. */
export const settings = {
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    description: 'Port of the HTTP API; 0 takes any free one.',
    default: '3000',
    example: '8080',
  }),
  HOST: setting({
    schema: text.regex(/^[A-Za-z0-9.:_-]+$/, 'give an address or host name to listen on'),
    description: 'Address that the API listens on.',
    default: '127.0.0.1',
    example: '0.0.0.0',
  }),
  DATA_DIR: setting({
    schema: text,
    description: 'Folder of the embedded event node, the private Postgres, the generated keys and the logs.',
    default: './.data',
    example: '/var/lib/waybill',
  }),
  EVENTSTORE_URL: setting({
    schema: text.refine(isEventStore, 'give esdb://host:2113?tls=false, esdb+discover://…, unix:<path> or 127.0.0.1:<port>'),
    description: 'EventStoreDB / KurrentDB to use.',
    unset: 'embedded event node',
    example: 'esdb+discover://eventstore.example:2113?tls=true',
    secret: true,
  }),
  DATABASE_URL: setting({
    schema: text.regex(/^postgres(ql)?:\/\/\S+$/, 'give postgres://user:password@host:5432/database'),
    description: 'Postgres for the read models.',
    unset: 'private Postgres under DATA_DIR',
    example: 'postgres://waybill:secret@db.example:5432/waybill',
    secret: true,
  }),
  DATABASE_POOL_SIZE: setting({
    schema: wholeNumber(1, 200),
    description: 'Most connections that one process opens to Postgres.',
    default: '10',
    example: '20',
  }),
  DATABASE_PREPARED_STATEMENTS: setting({
    schema: z.enum(['on', 'off'], { error: 'give on or off' }).transform((value) => value === 'on'),
    description:
      'Whether Postgres keeps statements prepared; `off` behind a connection pooler that loses them (PgBouncer before 1.21 in transaction mode).',
    default: 'on',
    example: 'off',
  }),
  OPERATOR_API_KEY: setting({
    schema: text.regex(/^[\x21-\x7e]{16,200}$/, 'give 16 to 200 printable characters without spaces'),
    description: 'Bootstrap API key that holds every role.',
    unset: 'made at first start, kept under DATA_DIR',
    example: 'wbk_c2FtcGxlLW9wZXJhdG9yLWtleS0wMDAwMDAwMDAwMDA',
    secret: true,
  }),
  DEPLOYMENT_KEY: setting({
    schema: parsed(parseKey, 'give 32 random bytes as base64url or hex, for example from: openssl rand -hex 32'),
    description: 'Seals the secrets of sources and makes the tokens of tracking links. Losing it invalidates both.',
    unset: 'made at first start, kept under DATA_DIR',
    example: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    secret: true,
  }),
  PUBLIC_URL: setting({
    schema: parsed(baseUrl, 'give the http(s) address under which the outside reaches this API'),
    description: 'Base of the tracking links and webhook URLs that are handed out.',
    unset: 'http://HOST:PORT',
    example: 'https://track.example',
  }),
  OIDC_ISSUER: setting({
    schema: parsed(baseUrl, 'give the http(s) address of the issuer, as its tokens have it'),
    description: "The company's own sign-in to the console (OpenID Connect); needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.",
    unset: 'people sign in by API keys',
    example: 'https://login.acme.example/realms/acme',
  }),
  OIDC_CLIENT_ID: setting({
    schema: text,
    description: 'What Waybill is called at the issuer. Its redirect address there is PUBLIC_URL/v1/session/oidc/callback.',
    unset: 'none',
    example: 'waybill',
  }),
  OIDC_CLIENT_SECRET: setting({
    schema: text,
    description: 'What Waybill proves itself to the issuer with. Another one signs everybody out who came by the issuer.',
    unset: 'none',
    example: 'a-long-secret-of-the-issuer',
    secret: true,
  }),
  OIDC_SCOPE: setting({
    schema: text.regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'give openid and what else to ask for, separated by spaces'),
    description:
      'What the issuer is asked for. Add `offline_access` where it gives refresh tokens for that alone: without one people sign in again each hour.',
    default: 'openid profile',
    example: 'openid profile offline_access',
  }),
  OIDC_ROLE_CLAIM: setting({
    schema: text,
    description: 'Claim of the ID token that says what a person may do; dots lead into it.',
    default: 'roles',
    example: 'realm_access.roles',
  }),
  OIDC_OPERATORS: setting({
    schema: parsed(names, 'list values of the claim, separated by commas'),
    description: 'Values of the claim that make an operator.',
    default: 'waybill-operator',
    example: 'it-admins',
  }),
  OIDC_COORDINATORS: setting({
    schema: parsed(names, 'list values of the claim, separated by commas'),
    description: 'Values of the claim that make a coordinator.',
    default: 'waybill-coordinator',
    example: 'dispatch,night-desk',
  }),
  MAP_STYLE_URL: setting({
    schema: text.refine(
      (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      'give the http(s) address of a MapLibre style',
    ),
    description:
      "MapLibre style of the console's maps. Browsers ask its server, and no other, for it and its tiles: sources and sprite have to be there too. Do not set PMTILES_FILE then.",
    unset: 'land, borders and large cities, from Waybill itself',
    example: 'https://tiles.example/styles/streets.json',
  }),
  PMTILES_FILE: setting({
    schema: text,
    description:
      "PMTiles archive of streets (Protomaps' or OpenMapTiles' layers, or pictures) for the console's maps; the API serves it itself.",
    unset: 'land, borders and large cities, from Waybill itself',
    example: '/var/lib/waybill/europe.pmtiles',
  }),
  WAYBILL_URL: setting({
    schema: parsed(baseUrl, 'give the http(s) address of a running API'),
    description: "Where the operators' commands find the API.",
    unset: 'the one that runs on DATA_DIR',
    example: 'http://10.0.0.7:3000',
  }),
  TRUST_PROXY: setting({
    schema: parsed(parseProxies, 'list the addresses or networks of your own proxies, for example 10.0.0.5,192.168.0.0/16'),
    description: "Proxies whose X-Forwarded-For is believed when a caller's address is needed.",
    default: '',
    unset: 'none',
    example: '10.0.0.5,192.168.0.0/16',
  }),
  MAX_CONNECTIONS_PER_ADDRESS: setting({
    schema: wholeNumber(1, 1_000_000),
    description: 'Most connections that one address (IPv6: one /64) holds to the API at a time; those of TRUST_PROXY are not counted.',
    default: '1000',
    example: '200',
  }),
  PROCESSORS: setting({
    schema: parsed(processorNames, 'list names of processors, for example shipments,exceptions'),
    description:
      'Processors that this projector runs. Where some run nowhere, give the API the names of those that do: `settled=true` then waits for no others.',
    unset: 'all',
    example: 'shipments,exceptions',
  }),
  TEST_CARRIER: setting({
    schema: z.enum(['true', 'false'], { error: 'give true or false' }).transform((value) => value === 'true'),
    description:
      'Whether the carrier TEST reports on shipments that have one of its numbers (`TEST-DELIVERED` and others), so that a receiver can be tried out.',
    unset: '`true` where `npm start` brings its own event store, else `false`',
    example: 'false',
  }),
  LOG_LEVEL: setting({
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'give fatal, error, warn, info, debug, trace or silent',
    }),
    description: 'Least important level that is logged.',
    default: 'info',
    example: 'debug',
  }),
} as const;

export type SettingName = keyof typeof settings;
