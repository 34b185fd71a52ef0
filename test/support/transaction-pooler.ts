import net from 'node:net';
import { Client } from 'pg';

export interface TransactionPooler {
  /** What clients connect to, in place of Postgres. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PoolerOptions {
  /** Startup parameters that it does not know are dropped, as by PgBouncer's `ignore_startup_parameters`; else refused. */
  readonly ignoresParameters?: boolean;
  readonly sessions?: number;
}

/** What PgBouncer takes in a startup message. */
const KNOWN = new Set(['user', 'database', 'client_encoding', 'datestyle', 'timezone', 'standard_conforming_strings', 'application_name']);
const SSL_REQUEST = 80_877_103;
const TERMINATE = 'X'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const refusal = (parameter: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0C08P01\0Munsupported startup parameter: ${parameter}\0\0`));
const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), message('K', Buffer.alloc(8)), message('Z', Buffer.from('I'))]);

/** A session of Postgres that transactions of any client take turns on. */
class Session {
  private rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  private client: net.Socket | undefined;

  constructor(
    private readonly socket: net.Socket,
    private readonly onIdle: (session: Session) => void,
  ) {
    socket.removeAllListeners();
    socket.on('error', () => {}).on('close', () => this.client?.destroy());
    socket.on('data', (bytes: Buffer) => this.answer(bytes));
  }

  serve(client: net.Socket): void {
    this.client = client;
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  end(): void {
    this.socket.destroy();
  }

  private answer(bytes: Buffer): void {
    this.client?.write(bytes);
    this.rest = Buffer.concat([this.rest, bytes]);
    let isIdle = false;
    while (this.rest.length > 4 && this.rest.length > this.rest.readInt32BE(1)) {
      isIdle = this.rest[0] === READY && this.rest[5] === IDLE;
      this.rest = this.rest.subarray(1 + this.rest.readInt32BE(1));
    }
    if (isIdle) this.onIdle(this);
  }
}

/** The names and values of a startup message. */
function parametersOf(startup: Buffer): string[] {
  const words = startup.subarray(8).toString().split('\0');
  return words.filter((word, index) => index % 2 === 0 && word !== '');
}

/**
 * Stands for a connection pooler in transaction mode: each transaction gets the session that has rested longest, so that what a client
 * leaves in a session is met by another client, and missed by the one that left it.
 */
export async function startTransactionPooler(target: string, options: PoolerOptions = {}): Promise<TransactionPooler> {
  const resting: Session[] = [];
  const waiting: ((session: Session) => void)[] = [];
  const clients = new Set<net.Socket>();
  const rest = (session: Session): void => {
    const next = waiting.shift();
    if (next) next(session);
    else resting.push(session);
  };
  const sessions: Session[] = [];
  const held = new Map<net.Socket, { session?: Session; unsent: Buffer[] }>();
  const release = (session: Session): void => {
    for (const its of held.values()) if (its.session === session) its.session = undefined;
    rest(session);
  };
  for (let n = 0; n < (options.sessions ?? 8); n += 1) {
    const client = new Client({ connectionString: target });
    await client.connect();
    const session = new Session((client as unknown as { connection: { stream: net.Socket } }).connection.stream, release);
    sessions.push(session);
    resting.push(session);
  }

  const pass = (client: net.Socket, bytes: Buffer): void => {
    const its = held.get(client);
    if (!its) return;
    its.unsent.push(bytes);
    if (its.session) its.session.send(its.unsent.pop() as Buffer);
    if (its.session || its.unsent.length > 1) return;
    const begin = (session: Session): void => {
      its.session = session;
      session.serve(client);
      session.send(Buffer.concat(its.unsent.splice(0)));
    };
    const session = resting.shift();
    if (session) begin(session);
    else waiting.push(begin);
  };

  const greet = (client: net.Socket, bytes: Buffer): void => {
    if (bytes.readInt32BE(4) === SSL_REQUEST) return void client.write('N');
    const unknown = parametersOf(bytes).find((name) => !KNOWN.has(name.toLowerCase()));
    if (unknown !== undefined && !options.ignoresParameters) return void client.end(refusal(unknown));
    held.set(client, { unsent: [] });
    client.write(WELCOME);
  };

  const server = net.createServer((client) => {
    clients.add(client);
    client.on('error', () => {}).on('close', () => clients.delete(client));
    client.on('data', (bytes: Buffer) => {
      if (!held.has(client)) greet(client, bytes);
      else if (bytes[0] === TERMINATE) client.end();
      else pass(client, bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as net.AddressInfo).port);
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    async close() {
      for (const client of clients) client.destroy();
      for (const session of sessions) session.end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
