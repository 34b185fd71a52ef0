import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { START } from '@eventstore/db-client';
import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { AppendReq, ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { StartFailed, startEventNode } from '../support/event-node';
import { afterwards, clientOf, started } from './support/embedded';
import { acknowledged, event, events, revisions, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';

/* The embedded node as a process: start, lock, stop. Real servers are not touched. */
jest.setTimeout(30_000);
function directory(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-node-'));
  afterwards(() => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

const refusal = (options: Parameters<typeof startEventNode>[0]): Promise<StartFailed> =>
  startEventNode(options).then(
    async (node) => {
      await node.stop();
      throw new Error('A second node started.');
    },
    (error: StartFailed) => error,
  );

const mode = (file: string): string => (fs.statSync(file).mode & 0o777).toString(8);

describe('where it listens', () => {
  test('a socket in the data directory, for its user only', async () => {
    const dataDir = path.join(directory(), 'data');
    const socket = path.join(dataDir, 'event-node.sock');
    const node = await started({ dataDir, listen: `unix:${socket}` });
    expect(node.address).toBe(`unix:${socket}`);
    expect([mode(dataDir), mode(socket), mode(path.join(dataDir, 'segment-00000000.log'))]).toEqual(['700', '600', '600']);
    expect(await clientOf(node).appendToStream(uniqueStream(), event())).toMatchObject({ success: true });
  });

  test('the socket of a node that was killed is replaced', async () => {
    const dataDir = directory();
    const node = await started({ dataDir, listen: `unix:${path.join(dataDir, 's.sock')}` });
    await clientOf(node).appendToStream('kept', event());
    await node.restart();
    expect(await revisions(clientOf(node).readStream('kept'))).toEqual([0]);
  });

  test('a file that is no socket is left alone', async () => {
    const dataDir = directory();
    const file = path.join(dataDir, 'precious');
    fs.writeFileSync(file, 'text');
    expect((await refusal({ dataDir, listen: `unix:${file}` })).output).toContain('is not a socket');
    expect(fs.readFileSync(file, 'utf8')).toBe('text');
  });
});

describe('one directory, one node', () => {
  test('a second one is refused with a sentence, under any name of the directory', async () => {
    const dataDir = directory();
    await started({ dataDir });
    const alias = `${dataDir}-alias`;
    fs.symlinkSync(dataDir, alias);
    afterwards(() => fs.rmSync(alias));
    for (const name of [dataDir, alias]) {
      const { exitCode, output } = await refusal({ dataDir: name });
      expect(exitCode).toBe(1);
      expect(JSON.parse(output.trim()).message).toBe(
        `${name} is in use by another event node; stop that one first, or name another directory with --data.`,
      );
    }
  });

  test('of many that start at once, one wins', async () => {
    const dataDir = directory();
    const starts = await Promise.allSettled([1, 2, 3, 4].map(() => startEventNode({ dataDir })));
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    for (const winner of winners) afterwards(() => winner.stop());
    expect(winners).toHaveLength(1);
  });

  test('a killed one leaves no lock', async () => {
    const dataDir = directory();
    const first = await startEventNode({ dataDir });
    await first.kill();
    await started({ dataDir });
  });
});

describe('how it stops', () => {
  test('SIGTERM under load: every answered write is kept, subscriptions are cancelled, exit in time', async () => {
    const node = await started();
    const client = clientOf(node);
    const recorder = new Recorder(client.subscribeToAll({ fromPosition: START }));
    await recorder.saw('caughtUp');
    let running = true;
    const acked: string[] = [];
    const writers = Array.from({ length: 16 }, async (_, w) => {
      for (let i = 0; running; i++) {
        const stream = `w${w}-${i}`;
        if (await acknowledged(client.appendToStream(stream, event()))) acked.push(stream);
        else return;
      }
    });
    await recorder.until(({ events: seen }) => seen.length > 50);
    const begun = Date.now();
    await node.kill('SIGTERM');
    expect(Date.now() - begun).toBeLessThan(3500);
    running = false;
    await Promise.all(writers);
    expect(recorder.story.at(-1)).toBe('error:cancelled');
    await node.restart();
    const again = clientOf(node);
    for (const stream of acked) expect(await revisions(again.readStream(stream))).toEqual([0]);
  });

  test('a classic append that is still open is refused at once, and does not hold up the stop', async () => {
    const node = await started();
    const streams = new StreamsClient(node.address, credentials.createInsecure());
    afterwards(() => streams.close());
    const refused = new Promise<ServiceError | null>((resolve) => {
      const options = new AppendReq.Options().setAny(new Empty());
      options.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from('open')));
      const open = streams.append(resolve);
      open.write(new AppendReq().setOptions(options));
    });
    // Its message has arrived when a call that was sent behind it on the same connection is answered.
    await new Promise((resolve) => streams.read(new ReadReq(), new Metadata()).on('error', resolve));
    await node.kill('SIGTERM');
    expect(await refused).toMatchObject({ code: status.UNAVAILABLE, details: expect.stringMatching(/^The event node is shutting down\./) });
  });

  test('a stopped node leaves nothing to recover', async () => {
    const dataDir = directory();
    const first = await startEventNode({ dataDir });
    const client = clientOf(first);
    await client.appendToStream('kept', events(10));
    const before = fs.readFileSync(path.join(dataDir, 'segment-00000000.log'));
    await client.dispose();
    await first.stop();
    expect(fs.readdirSync(dataDir)).toEqual(['segment-00000000.log']);
    expect(fs.readFileSync(path.join(dataDir, 'segment-00000000.log'))).toEqual(before);
  });

  test('it ends with the process that started it', async () => {
    const main = path.resolve(__dirname, '../../dist/apps/event-node/src/main.js');
    const dataDir = directory();
    // Node.js fails on a channel that is closed while another message, a heartbeat, has just been read from it.
    const parent = `const c = require('node:child_process').fork(${JSON.stringify(main)}, ['--data', ${JSON.stringify(dataDir)}], { stdio: 'ignore' });
      c.once('message', (m) => { process.stdout.write(c.pid + ' ' + m.event); setImmediate(() => c.disconnect()); c.once('exit', (code) => { process.stdout.write(' ' + code); process.exit(0); }); });`;
    expect(execFileSync(process.execPath, ['-e', parent], { encoding: 'utf8' })).toMatch(/^\d+ listening 0$/);
  });
});

test('wrong arguments are answered with how it is used', async () => {
  const { exitCode, output } = await refusal({ listen: '0.0.0.0:0' });
  expect(exitCode).toBe(1);
  expect(output).toContain('listens on a unix socket or on 127.0.0.1 only');
});
