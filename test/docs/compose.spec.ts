import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { parseAddress } from '@waybill/event-store';
import { loadConfig } from '@waybill/platform';
import { startEventNode } from '../support/event-node';
import { storeClient } from '../support/store-client';
import { type ComposeFile, composeFileAt, interpolated, neededVariables, type Service } from './support/compose';

/** No container engine runs the files here: they are held against what the engine, the server and we ourselves say that we take. */
const ROOT = path.resolve(__dirname, '../..');
const FILES = ['docker-compose.yml', 'docker-compose.cluster.yml'];
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Options of KurrentDB 26.0 by its documentation (server configuration: cluster, networking, security, database, projections). */
const STORE_OPTIONS = [
  ...['CLUSTER_SIZE', 'DISCOVER_VIA_DNS', 'CLUSTER_DNS', 'GOSSIP_SEED', 'NODE_PRIORITY', 'READ_ONLY_REPLICA'],
  ...['NODE_IP', 'NODE_PORT', 'NODE_HOST_ADVERTISE_AS', 'NODE_PORT_ADVERTISE_AS', 'REPLICATION_IP', 'REPLICATION_PORT'],
  ...['REPLICATION_HOST_ADVERTISE_AS', 'INSECURE', 'CERTIFICATE_FILE', 'CERTIFICATE_PRIVATE_KEY_FILE', 'TRUSTED_ROOT_CERTIFICATES_PATH'],
  ...[
    'CERTIFICATE_RESERVED_NODE_COMMON_NAME',
    'DEFAULT_ADMIN_PASSWORD',
    'DEFAULT_OPS_PASSWORD',
    'RUN_PROJECTIONS',
    'DB',
    'MAX_APPEND_SIZE',
  ],
].map((option) => `KURRENTDB_${option}`);
const POSTGRES_VARIABLES = ['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD', 'POSTGRES_INITDB_ARGS'];
/** What scripts/store-user.mjs takes, and Node.js itself. */
const SETUP_VARIABLES = ['STORE_ADMIN', 'STORE_USER', 'NODE_EXTRA_CA_CERTS'];
const OURS = [...read('README.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, variable]) => variable as string);

const isStore = ({ image }: Service) => image.includes('kurrentdb');
const knownTo = (service: Service): readonly string[] => {
  if (isStore(service)) return STORE_OPTIONS;
  if (service.image.startsWith('postgres')) return POSTGRES_VARIABLES;
  return service.image === 'waybill' ? [...OURS, ...SETUP_VARIABLES] : [];
};
const secrets = (file: string) => Object.fromEntries(neededVariables(file).map((variable) => [variable, 'ab'.repeat(32)]));

describe.each(FILES)('%s', (file) => {
  let compose: ComposeFile;
  let services: [string, Service][];
  beforeAll(() => {
    compose = composeFileAt(file);
    services = Object.entries(compose.services);
  });

  it('names nothing that it does not have', () => {
    for (const [name, { depends_on = {}, networks, volumes = [], configs = [] }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const needed = compose.services[other] as Service;
        expect([name, other, needed !== undefined]).toEqual([name, other, true]);
        // The image of Waybill brings a health check of its own.
        if (condition === 'service_healthy') expect([other, Boolean(needed.healthcheck ?? needed.build)]).toEqual([other, true]);
      }
      for (const network of networks) expect(compose.networks).toHaveProperty(network);
      for (const { source } of configs) expect(compose.configs).toHaveProperty(source);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty([source]);
        else if (!source.startsWith('./certs/')) expect([source, fs.existsSync(path.join(ROOT, source))]).toEqual([source, true]);
      }
    }
  });

  it('sets only variables that the service knows', () => {
    for (const [name, service] of services) {
      const unknown = Object.keys(service.environment ?? {}).filter((variable) => !knownTo(service).includes(variable));
      expect([name, unknown]).toEqual([name, []]);
    }
  });

  it('has each process started again, and says when it is well', () => {
    for (const [name, service] of services) {
      const isOnce = Object.values(compose.services).some(({ depends_on }) =>
        depends_on?.[name]?.condition.endsWith('completed_successfully'),
      );
      expect([name, service.restart]).toEqual([
        name,
        isOnce ? 'on-failure' : isStore(service) ? 'always' : expect.stringMatching(/always|stopped/),
      ]);
      if (!isOnce) expect([name, Boolean(service.healthcheck ?? service.build)]).toEqual([name, true]);
    }
  });

  it('gives Waybill settings that it takes', () => {
    for (const [, { image, environment = {} }] of services) {
      if (image !== 'waybill') continue;
      const values = Object.fromEntries(
        Object.entries(environment).map(([variable, value]) => [variable, interpolated(value, secrets(file))]),
      );
      const config = loadConfig(values);
      // The file with the authority is in the container only.
      const address = String(config.eventStoreUrl).replace(/&tlsCAFile=[^&]+/, '');
      expect(parseAddress(address).endpoints.map(({ host }) => compose.services[host] !== undefined)).not.toContain(false);
    }
  });

  it('says at its head how to make what it needs', () => {
    const head = read(file).split('\nname:')[0] as string;
    for (const variable of neededVariables(file)) expect(head).toContain(`${variable}=`);
    expect(head).toContain(file === 'docker-compose.yml' ? 'docker compose up' : `docker compose -f ${file} up`);
  });
});

it('the cluster has three nodes that seek each other, two APIs, two projectors and a gateway', () => {
  const { services } = composeFileAt('docker-compose.cluster.yml');
  const nodes = Object.entries(services).filter(([, service]) => isStore(service));
  expect(nodes.map(([name]) => name)).toEqual(['store-1', 'store-2', 'store-3']);
  for (const [name, { environment = {}, volumes = [] }] of nodes) {
    const others = nodes.map(([other]) => `${other}:2113`).filter((other) => other !== `${name}:2113`);
    expect(environment).toMatchObject({
      KURRENTDB_CLUSTER_SIZE: '3',
      KURRENTDB_GOSSIP_SEED: others.join(','),
      KURRENTDB_NODE_HOST_ADVERTISE_AS: name,
      KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: name,
      KURRENTDB_RUN_PROJECTIONS: 'None',
    });
    expect(environment).not.toHaveProperty('KURRENTDB_INSECURE');
    expect(volumes).toContain(`./certs/${name}:/etc/kurrentdb/certs/node:ro`);
  }
  expect([services.api?.deploy?.replicas, services.projector?.deploy?.replicas]).toEqual([2, 2]);
  expect(services.gateway?.volumes).toContain('./deploy/gateway.conf:/etc/nginx/conf.d/default.conf:ro');
});

it('the image is made in stages, runs as a user without rights, and says when it is well', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  expect(stages).toHaveLength(2);
  const last = stages.at(-1) as string;
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK .*container-health\.mjs", "api"\]$/m);
  const taken = [...last.matchAll(/^COPY --from=build (.+) \S+$/gm)].flatMap(([, sources]) => (sources as string).split(' '));
  for (const source of taken.map((it) => it.replace('/app/', '')))
    expect([source, fs.existsSync(path.join(ROOT, source))]).toEqual([source, true]);
  for (const ignored of ['.env', 'certs', '.data*', 'node_modules']) expect(read('.dockerignore').split('\n')).toContain(ignored);
});

describe('deploy/certificates.sh', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-certs-'));
  const certs = path.join(folder, 'certs');
  const file = (name: string) => fs.readFileSync(path.join(certs, name));
  beforeAll(() => execFileSync('sh', ['deploy/certificates.sh', certs, 'track.example'], { cwd: ROOT }));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('makes certificates that nodes know each other by, and keys that only their users read', () => {
    for (const node of ['store-1', 'store-2', 'store-3']) {
      const certificate = new X509Certificate(file(`${node}/node.crt`));
      expect(certificate.subject).toBe('CN=eventstoredb-node');
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
      expect([certificate.checkHost(node), certificate.checkIP('127.0.0.1')]).toEqual([node, '127.0.0.1']);
      expect(certificate.verify(new X509Certificate(file('trusted/ca.crt')).publicKey)).toBe(true);
      expect(fs.statSync(path.join(certs, node, 'node.key')).mode & 0o077).toBe(0);
    }
    expect(fs.readdirSync(path.join(certs, 'trusted'))).toEqual(['ca.crt']);
  });

  it('makes one for the gateway that clients accept', async () => {
    const server = tls.createServer({ cert: file('gateway/node.crt'), key: file('gateway/node.key') }, (socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'track.example', ca: file('trusted/ca.crt') });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.authorized).toBe(true);
    socket.destroy();
    server.close();
  });

  it('keeps the authority when it makes others', () => {
    const before = file('ca/ca.crt');
    execFileSync('sh', ['deploy/certificates.sh', certs], { cwd: ROOT });
    expect(file('ca/ca.crt')).toEqual(before);
  });
});

it('scripts/store-user.mjs makes the user and lets it read $all, and may be run again', async () => {
  const node = await startEventNode();
  const client = storeClient(node.address);
  const asked: string[] = [];
  // The user administration of a real server, which the event node does not have: as its documentation describes it.
  const users = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${Buffer.from(String(request.headers.authorization).split(' ')[1] ?? '', 'base64')}`);
    request.resume();
    response.statusCode = request.url === '/users/' ? (asked.length === 1 ? 201 : 409) : 200;
    response.end();
  });
  await new Promise<void>((resolve) => users.listen(0, '127.0.0.1', resolve));
  const { port } = users.address() as AddressInfo;
  const env = {
    ...process.env,
    STORE_ADMIN: `http://admin:secret@127.0.0.1:${port}`,
    STORE_USER: 'waybill:other',
    EVENTSTORE_URL: `esdb://${node.address}?tls=false`,
  };
  const run = () => promisify(execFile)(process.execPath, ['scripts/store-user.mjs'], { cwd: ROOT, env });
  expect((await run()).stdout).toBe('waybill reads $all.\n');
  expect((await run()).stdout).toBe('waybill reads $all.\n');
  expect(asked).toEqual([
    'POST /users/ admin:secret',
    'POST /users/ admin:secret',
    'POST /users/waybill/command/reset-password admin:secret',
  ]);
  const { metadata } = await client.getStreamMetadata('$all');
  expect(metadata?.acl?.readRoles).toEqual(['$admins', 'waybill']);
  // Run again it writes nothing.
  let writes = 0;
  for await (const _ of client.readStream('$$$all')) writes += 1;
  expect(writes).toBe(1);
  await client.dispose();
  users.close();
  await node.stop();
});
