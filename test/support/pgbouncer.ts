import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((file) => fs.existsSync(file));

/** False where this machine has no PgBouncer; Debian's package `pgbouncer` brings one. */
export const hasPgBouncer = PROGRAM !== undefined;

export interface PgBouncer {
  readonly url: string;
  stop(): Promise<void>;
}

const NOBODY = 65_534;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
};

/** A PgBouncer in front of this Postgres, configured by what is given beside the pool mode. It refuses to run as root. */
export async function startPgBouncer(
  target: string,
  mode: 'transaction' | 'session',
  settings: readonly string[] = [],
): Promise<PgBouncer> {
  if (PROGRAM === undefined) throw new Error('There is no pgbouncer on this machine');
  const { hostname, port, username, password, pathname } = new URL(target);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-pgbouncer-'));
  const listen = await freePort();
  const user = decodeURIComponent(username);
  fs.writeFileSync(path.join(folder, 'users.txt'), `"${user}" "${decodeURIComponent(password)}"\n`);
  const config = [
    '[databases]',
    `* = host=${hostname} port=${port}`,
    '[pgbouncer]',
    ...['listen_addr = 127.0.0.1', `listen_port = ${listen}`, 'unix_socket_dir =', 'auth_type = plain', `auth_file = ${folder}/users.txt`],
    ...[`pool_mode = ${mode}`, 'default_pool_size = 8', 'server_round_robin = 1', `logfile = ${folder}/log`, ...settings],
  ];
  fs.writeFileSync(path.join(folder, 'pgbouncer.ini'), `${config.join('\n')}\n`);
  const isRoot = process.getuid?.() === 0;
  if (isRoot)
    for (const file of [folder, ...fs.readdirSync(folder).map((name) => path.join(folder, name))]) fs.chownSync(file, NOBODY, NOBODY);
  const asNobody = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child: ChildProcess = spawn(PROGRAM, [path.join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...asNobody });
  const exited = once(child, 'exit');
  const url = `postgres://${username}:${password}@127.0.0.1:${listen}${pathname}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${fs.readFileSync(path.join(folder, 'log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      await exited;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
