import { createHash } from 'node:crypto';
import { createLogger } from './logger';
import { version } from './version';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger({ service: 'api', level: 'info', destination: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line));
}

describe('logger', () => {
  it('writes one JSON line with the fixed fields', () => {
    const [entry] = logged((logger) => logger.info({ shipmentId: 's1', durationMs: 3 }, 'accepted'));
    expect(entry).toMatchObject({ level: 'info', msg: 'accepted', service: 'api', version, shipmentId: 's1', durationMs: 3 });
    expect(Date.parse(entry?.time as string)).not.toBeNaN();
  });

  it('leaves out what is below its level', () => {
    expect(logged((logger) => logger.debug('quiet'))).toEqual([]);
  });

  it('redacts secrets by name at any depth, also in bindings of children', () => {
    const [entry] = logged((logger) =>
      logger.child({ secret: 's3cr3t' }).warn({
        headers: { Authorization: 's3cr3t', cookie: 's3cr3t' },
        list: [{ password: 's3cr3t', access_token: 's3cr3t', trackingToken: 's3cr3t', deployment_key: 's3cr3t', apiKey: 's3cr3t' }],
      }),
    );
    expect(JSON.stringify(entry)).not.toContain('s3cr3t');
    expect(JSON.stringify(entry).match(/\[redacted\]/g)).toHaveLength(8);
  });

  it('redacts secrets by their shape under any name, and not what is only called a key', () => {
    const bytes = createHash('sha256').update('7').digest();
    const secrets = [`wbk_${bytes.toString('base64url')}`, ...(['base64url', 'base64', 'hex'] as const).map((it) => bytes.toString(it))];
    const [entry] = logged((logger) => logger.error({ key: 'SHP-1', keys: secrets, key2: `told ${secrets.join(' ')}` }));
    expect(entry).toMatchObject({ key: 'SHP-1', keys: Array(4).fill('[redacted]') });
    for (const secret of secrets) expect(JSON.stringify(entry)).not.toContain(secret);
    const names = [
      '0a257776-8c30-5b38-a45a-3a58e89a4bb5',
      'identifier-tracking-number~JJD000390007882823',
      'x'.repeat(43),
      `Order-${'7'.repeat(60)}`,
    ];
    for (const key of names) expect(logged((logger) => logger.info({ key }))[0]?.key).toBe(key);
  });

  it('redacts secrets inside texts, messages and errors', () => {
    const token = 'A'.repeat(43);
    const [entry] = logged((logger) =>
      logger.error(
        {
          url: `/v1/events?access_token=${token}&x=1`,
          err: new Error(`postgres://waybill:${token}@127.0.0.1/x`),
          path: `/v1/track/${token}`,
        },
        `Bearer ${token} and wbk_${token}`,
      ),
    );
    expect(JSON.stringify(entry)).not.toContain(token);
    expect(entry?.url).toBe('/v1/events?access_token=[redacted]&x=1');
    expect(entry?.err).toMatchObject({ type: 'Error', message: 'postgres://waybill:[redacted]@127.0.0.1/x' });
  });

  it('caps what users send at 256 characters and escapes line breaks', () => {
    const lines: string[] = [];
    createLogger({ service: 'api', destination: { write: (line) => lines.push(line) } }).info({ note: `\n${'x'.repeat(10_000)}` }, 'a\nb');
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(lines[0] as string).note).toHaveLength(256);
  });

  it('survives cycles, big integers and buffers', () => {
    const loop: Record<string, unknown> = { revision: 7n, bytes: Buffer.from('abc') };
    loop.self = loop;
    expect(logged((logger) => logger.info(loop))[0]).toMatchObject({ revision: '7', bytes: '[3 bytes]' });
  });
});
