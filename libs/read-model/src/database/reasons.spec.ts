import { once } from 'node:events';
import net from 'node:net';
import { DatabaseUnavailable, UnusableDatabaseUrl } from './errors';
import { ReadDatabase } from './read-database';
import { reasonOf } from './reasons';

const failure = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

describe('why Postgres is out of reach', () => {
  it.each([
    ['28000', /refuses this login \(28000\).* add sslmode=verify-full&sslrootcert/],
    ['28P01', /refuses the password of the user in DATABASE_URL/],
    ['3D000', /database that DATABASE_URL names does not exist/],
    ['08P01', /connection poolers/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /sslmode=verify-full&sslrootcert=<file of its authority>.*sslmode=require verifies, too/],
    ['ENOTFOUND', /host in DATABASE_URL is not known/],
  ])('is told in a sentence: %s', (code, sentence) => {
    expect(reasonOf(failure(code))).toMatch(sentence);
  });

  it('names where nothing listens', () => {
    expect(reasonOf(failure('ECONNREFUSED', { address: '127.0.0.1', port: 5432 }))).toBe(
      'Postgres does not answer at 127.0.0.1:5432 (ECONNREFUSED).',
    );
  });
});

describe('a URL that can never work', () => {
  it('is refused at once, and its password is not repeated', () => {
    expect(() => ReadDatabase.open('postgres://user:secret@host:99999999/x')).toThrow(UnusableDatabaseUrl);
    expect(() => ReadDatabase.open('postgres://user:secret@host:99999999/x')).not.toThrow(/secret/);
    expect(() => ReadDatabase.open('postgres://u:p@h/x?sslmode=verify-full&sslrootcert=/no/such.pem')).toThrow(
      /DATABASE_URL: the file \/no\/such.pem that it names cannot be read \(ENOENT\)/,
    );
  });
});

it('is found out with a server that does not speak the TLS that is asked for', async () => {
  const server = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('N')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as net.AddressInfo;
  const database = ReadDatabase.open(`postgres://u:p@127.0.0.1:${port}/x?sslmode=require`);
  const asked = database.query('select 1');
  await expect(asked).rejects.toThrow(DatabaseUnavailable);
  await expect(asked).rejects.toThrow(/asks for TLS, which this Postgres does not speak/);
  await database.close();
  server.close();
});
