import http from 'node:http';
import { serveJobs } from '../processes/worker';

/** Opens streams and takes what comes, for a time. */
export interface StreamJob {
  /** One for each stream. */
  readonly addresses: readonly string[];
  readonly key: string;
  readonly forMs: number;
}

export interface StreamResult {
  readonly messages: number;
  readonly bytes: number;
  readonly ms: number;
}

const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
let open: http.ClientRequest[] = [];
let followed = '';
const counted = { messages: 0, bytes: 0 };

function follow(address: string, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(address, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`a stream answered ${response.statusCode}`));
      response.on('data', (chunk: Buffer) => {
        counted.bytes += chunk.length;
        // Each message ends in an empty line; a count of its first bytes is enough.
        for (let at = chunk.indexOf('event: '); at !== -1; at = chunk.indexOf('event: ', at + 7)) counted.messages += 1;
      });
      response.on('error', () => undefined);
      resolve();
    });
    request.on('error', reject);
    open.push(request);
  });
}

/** Streams stay open over jobs with the same addresses; a job without any closes them. */
async function run({ addresses, key, forMs }: StreamJob): Promise<StreamResult> {
  if (followed !== addresses.join('\n')) {
    for (const request of open) request.on('error', () => undefined).destroy();
    open = [];
    followed = addresses.join('\n');
    for (let first = 0; first < addresses.length; first += 50)
      await Promise.all(addresses.slice(first, first + 50).map((address) => follow(address, key)));
  }
  const before = { ...counted };
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const ms = performance.now() - start;
  return { messages: counted.messages - before.messages, bytes: counted.bytes - before.bytes, ms };
}

serveJobs(run);
