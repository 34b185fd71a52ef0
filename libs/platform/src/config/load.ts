import path from 'node:path';
import type { z } from 'zod';
import { messageOf } from '../thrown';
import { UnusableSetting } from '../unusable-setting';
import { type Environment, readVariable } from './environment';
import { type SettingName, settings } from './settings';

type Read<N extends SettingName> = z.output<(typeof settings)[N]['schema']>;

/** All settings of a process, parsed once at its start. Optional ones are undefined when unset. */
export type WaybillConfig = {
  readonly port: Read<'PORT'>;
  readonly host: Read<'HOST'>;
  /** Absolute. */
  readonly dataDir: Read<'DATA_DIR'>;
  readonly eventStoreUrl?: Read<'EVENTSTORE_URL'>;
  readonly databaseUrl?: Read<'DATABASE_URL'>;
  readonly databasePoolSize: Read<'DATABASE_POOL_SIZE'>;
  readonly databasePreparedStatements: Read<'DATABASE_PREPARED_STATEMENTS'>;
  readonly operatorApiKey?: Read<'OPERATOR_API_KEY'>;
  readonly deploymentKey?: Read<'DEPLOYMENT_KEY'>;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly oidcIssuer?: Read<'OIDC_ISSUER'>;
  readonly oidcClientId?: Read<'OIDC_CLIENT_ID'>;
  readonly oidcClientSecret?: Read<'OIDC_CLIENT_SECRET'>;
  readonly oidcScope: Read<'OIDC_SCOPE'>;
  readonly oidcRoleClaim: Read<'OIDC_ROLE_CLAIM'>;
  readonly oidcOperators: readonly string[];
  readonly oidcCoordinators: readonly string[];
  readonly mapStyleUrl?: Read<'MAP_STYLE_URL'>;
  /** Absolute. */
  readonly pmtilesFile?: string;
  /** Of a running API. */
  readonly waybillUrl?: Read<'WAYBILL_URL'>;
  /** Addresses and networks whose forwarding headers are believed; empty = none. */
  readonly trustProxy: readonly string[];
  readonly maxConnectionsPerAddress: Read<'MAX_CONNECTIONS_PER_ADDRESS'>;
  /** Undefined = every processor. */
  readonly processors?: readonly string[];
  /** Undefined = as the one who starts it thinks best; off when nothing else is said. */
  readonly testCarrier?: Read<'TEST_CARRIER'>;
  readonly logLevel: Read<'LOG_LEVEL'>;
};

/** Everything that is wrong with the environment, one line each, with what to do. Holds no secret. */
export class ConfigurationError extends UnusableSetting {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(`Configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  }
}

function readSetting(env: Environment, name: SettingName, problems: string[]): unknown {
  const setting = settings[name];
  try {
    const value = readVariable(env, name, setting) ?? ('default' in setting ? setting.default : undefined);
    if (value === undefined) return undefined;
    const result = setting.schema.safeParse(value);
    if (result.success) return result.data;
    const shown = 'secret' in setting ? 'is not usable' : `${JSON.stringify(value.slice(0, 100))} is not usable`;
    problems.push(`${name}: ${shown}; ${result.error.issues[0]?.message ?? 'see its description'} (example: ${setting.example})`);
  } catch (error) {
    problems.push(messageOf(error));
  }
  return undefined;
}

const absolute = (file: string | undefined): string | undefined => (file === undefined ? undefined : path.resolve(file));

/** http://host:port with an address that a browser on this machine can open. */
export function localUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/**
 * Reads the whole environment at once. This folder is the only place that touches `process.env`.
 * @throws ConfigurationError that lists everything wrong.
 */
export function loadConfig(env: Environment = process.env): WaybillConfig {
  const problems: string[] = [];
  const read = <N extends SettingName>(name: N) => readSetting(env, name, problems) as Read<N>;
  const port = read('PORT');
  const host = read('HOST');
  const config: WaybillConfig = {
    port,
    host,
    dataDir: path.resolve(read('DATA_DIR')),
    eventStoreUrl: read('EVENTSTORE_URL'),
    databaseUrl: read('DATABASE_URL'),
    databasePoolSize: read('DATABASE_POOL_SIZE'),
    databasePreparedStatements: read('DATABASE_PREPARED_STATEMENTS'),
    operatorApiKey: read('OPERATOR_API_KEY'),
    deploymentKey: read('DEPLOYMENT_KEY'),
    publicUrl: read('PUBLIC_URL') ?? localUrl(host ?? '', port),
    oidcIssuer: read('OIDC_ISSUER'),
    oidcClientId: read('OIDC_CLIENT_ID'),
    oidcClientSecret: read('OIDC_CLIENT_SECRET'),
    oidcScope: read('OIDC_SCOPE'),
    oidcRoleClaim: read('OIDC_ROLE_CLAIM'),
    oidcOperators: read('OIDC_OPERATORS'),
    oidcCoordinators: read('OIDC_COORDINATORS'),
    mapStyleUrl: read('MAP_STYLE_URL'),
    pmtilesFile: absolute(read('PMTILES_FILE')),
    waybillUrl: read('WAYBILL_URL'),
    trustProxy: read('TRUST_PROXY'),
    maxConnectionsPerAddress: read('MAX_CONNECTIONS_PER_ADDRESS'),
    processors: read('PROCESSORS'),
    testCarrier: read('TEST_CARRIER'),
    logLevel: read('LOG_LEVEL'),
  };
  const oidc = [config.oidcIssuer, config.oidcClientId, config.oidcClientSecret].filter((value) => value !== undefined);
  if (oidc.length === 1 || oidc.length === 2) problems.push('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all three, or none');
  if (config.mapStyleUrl !== undefined && config.pmtilesFile !== undefined)
    problems.push('MAP_STYLE_URL and PMTILES_FILE: set one of them');
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}
